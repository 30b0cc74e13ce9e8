package org.cria.cli.models;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.cli.CriaProcess;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are found by name, and a wrong name gets help. */
class ModelsTest {
    @TempDir
    private Path folder;

    private Path home;
    private Path cache;
    private Path mine;

    @BeforeEach
    void writeModels() throws IOException {
        home = folder.resolve("home");
        cache = Files.createDirectories(home.resolve(".cache").resolve("cria").resolve("models"));
        mine = Files.createDirectory(folder.resolve("my models"));
        tiny().write(cache.resolve("tiny-llama.gguf"));
        tiny().format("output.weight", Formats.F16).write(mine.resolve("Other.gguf"));
        tiny().writer().writeShards(mine, "split", 3);
        Files.writeString(mine.resolve("broken.gguf"), "<!DOCTYPE html><html></html>");
        Files.writeString(mine.resolve("notes.txt"), "no model");
    }

    private static TinyModel tiny() {
        return TinyModel.seeded(1).dim(64).ffn(96).heads(4).kvHeads(2);
    }

    private Map<String, String> environment() {
        return Map.of("HOME", home.toString(), "CRIA_MODELS", mine + File.pathSeparator + folder.resolve("none"));
    }

    @Test
    void namesAreFileNamesAndSplitModelsHaveOne() {
        ModelFolders folders = ModelFolders.of(environment());
        assertEquals(
                List.of("broken", "Other", "split", "tiny-llama"),
                folders.models().stream().map(ModelFolders.Entry::name).toList());
        assertAll(
                () -> assertEquals(Optional.of(cache.resolve("tiny-llama.gguf")), folders.find("tiny-llama")),
                () -> assertEquals(Optional.of(cache.resolve("tiny-llama.gguf")), folders.find("tiny-llama.gguf")),
                () -> assertEquals(Optional.of(mine.resolve("split-00001-of-00003.gguf")), folders.find("split")),
                () -> assertEquals(Optional.empty(), folders.find("tiny")));
    }

    @Test
    void aShardWithoutItsFirstIsStillShown() throws IOException {
        Files.delete(mine.resolve("split-00001-of-00003.gguf"));
        List<String> names =
                ModelFolders.models(mine).stream().map(ModelFolders.Entry::name).toList();
        assertTrue(names.contains("split-00002-of-00003"), names.toString());
    }

    @Test
    void ownFoldersComeBeforeTheCache() throws IOException {
        Files.copy(cache.resolve("tiny-llama.gguf"), mine.resolve("tiny-llama.gguf"));
        assertEquals(
                Optional.of(mine.resolve("tiny-llama.gguf")),
                ModelFolders.of(environment()).find("tiny-llama"));
    }

    @Test
    void modelsAreListedWithSizeFormatAndContextAndUnreadableOnesWithTheReason() throws IOException {
        CriaProcess.Outcome text = models();
        assertEquals(0, text.exitCode(), text.err());
        assertTrue(
                text.out()
                        .lines()
                        .anyMatch(line -> line.matches("tiny-llama +[\\d.]+ [KM]iB +\\(guessed\\) all F32 +256")),
                text.out());
        assertTrue(text.out().contains("broken.gguf: "), text.out());
        JsonNode report = new ObjectMapper().readTree(models("--json").out());
        assertEquals(3, report.get("folders").size());
        Map<String, JsonNode> models = new HashMap<>();
        report.get("models").forEach(model -> models.put(model.get("name").asText(), model));
        assertEquals(Set.of("broken", "Other", "split", "tiny-llama", "built-in"), models.keySet());
        models.forEach((name, model) -> {
            boolean broken = name.equals("broken");
            int context = name.equals("built-in") ? 1024 : 256;
            assertEquals(broken, model.has("error"));
            assertEquals(!broken, model.path("context_length").asInt() == context);
        });
    }

    @Test
    void aWrongNameIsOneLineThatSaysWhereItLookedAndWhatIsNear() {
        CriaProcess.Outcome run = new CriaProcess(folder, "inspect", "tiny-lama")
                .environment("HOME", home.toString())
                .environment("CRIA_MODELS", mine.toString())
                .run();
        assertEquals(1, run.exitCode());
        assertEquals(1, run.complaints().size(), run.err());
        assertTrue(run.err().contains("Did you mean 'tiny-llama'?"), run.err());
        assertTrue(run.err().contains(cache.toString()) && run.err().contains(mine.toString()), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    private CriaProcess.Outcome models(String... more) {
        CriaProcess process =
                more.length == 0 ? new CriaProcess(folder, "models") : new CriaProcess(folder, "models", more[0]);
        environment().forEach(process::environment);
        return process.run();
    }
}
