package org.cria.model.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.FamilyModels;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys and tensors each family knows, and which families there are. */
final class FamilyTableTest {
    @TempDir
    Path folder;

    /** What a family asks for, of all files that tests make of its architecture. */
    private record Known(Set<String> keys, Set<String> tensors) {}

    @Test
    void everyFamilyAsksForTheKeysAndTensorsOfTheTable() throws IOException {
        assertEquals(table(), table(known()));
    }

    @Test
    void theReadmeNamesEveryArchitecture() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String table = readme.substring(readme.indexOf("| architecture | models |"));
        Matcher row = Pattern.compile("(?m)^\\| `([a-z0-9]+)` \\|").matcher(table.substring(0, table.indexOf("\n\n")));
        List<String> named = new ArrayList<>();
        while (row.find()) {
            named.add(row.group(1));
        }
        assertEquals(Families.all().stream().map(Family::architecture).toList(), named);
    }

    private Map<String, Known> known() throws IOException {
        Map<String, Known> known = new LinkedHashMap<>();
        Families.all().forEach(f -> known.put(f.architecture(), new Known(new TreeSet<>(), new TreeSet<>())));
        List<TinyModel> models = new ArrayList<>(FamilyModels.all().values());
        models.add(Defined.tiny());
        models.add(Defined.tiny().rope(TinyModel.Rope.YARN));
        models.add(Defined.tiny().rope(TinyModel.Rope.LLAMA3).biased());
        for (TinyModel model : models) {
            try (Gguf gguf = Gguf.open(model.write(folder.resolve("model.gguf")))) {
                String architecture = gguf.metadata().string("general.architecture");
                Family family = Families.all().stream()
                        .filter(f -> f.architecture().equals(architecture))
                        .findFirst()
                        .orElseThrow();
                Keys keys = new Keys(gguf, architecture);
                Tensors tensors = new Tensors(gguf);
                Decoder.define(family, gguf, keys, tensors, trained -> trained);
                Known all = Objects.requireNonNull(known.get(architecture));
                all.keys().addAll(keys.asked());
                tensors.used().forEach(name -> all.tensors().add(name.replaceFirst("^blk\\.\\d+\\.", "blk.N.")));
            }
        }
        return known;
    }

    private static String table(Map<String, Known> known) {
        StringBuilder table = new StringBuilder();
        known.forEach((architecture, all) -> {
            assertTrue(!all.tensors().isEmpty(), "no model of " + architecture);
            table.append(architecture).append('\n');
            all.keys().forEach(key -> table.append("  key ").append(key).append('\n'));
            all.tensors().forEach(name -> table.append("  tensor ").append(name).append('\n'));
        });
        return table.toString();
    }

    private static String table() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(FamilyTableTest.class.getResourceAsStream("/families/known.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
