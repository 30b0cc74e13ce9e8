package org.cria.model.huggingface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cria.model.json.JsonValue;
import org.cria.testmodels.TinyFolder;
import org.cria.testmodels.TinyFolders;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders compute what transformers computes from them, in F32, as folders and as files; texts have the same tokens.
 *
 * <p>{@code scripts/compare-transformers.py --golden} wrote the figures. Sums of 64 to 256 products near 1 in another order differ by
 * about 1e-6, here after up to seven layers; the bar is a hundred times that, and wrong arithmetic is off by 0.1 and more.
 */
final class FolderLogitsTest {
    private static final double BAR = 5e-4;

    @TempDir
    Path work;

    static Stream<String> names() {
        return TinyFolders.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aFolderAndItsFileComputeWhatTransformersComputes(String name) throws IOException {
        JsonFields golden = golden();
        JsonFields expected =
                golden.object("folders").orElseThrow().object(name).orElseThrow();
        TinyFolder tiny = Objects.requireNonNull(TinyFolders.all().get(name));
        Path folder = tiny.write(work.resolve(name));
        Path file = work.resolve(name + ".gguf");
        FolderFile.main(new String[] {folder.toString(), file.toString()});
        int[] tokens = wholes(golden, "tokens");
        assertClose(golden, expected, FolderLogits.of(folder, tokens));
        assertClose(golden, expected, FolderLogits.of(file, tokens));
        List<String> texts = golden.items("texts").stream()
                .map(text -> ((JsonValue.Text) text).value())
                .toList();
        List<JsonValue> ids = expected.items("texts");
        assertEquals(ids.toString(), FolderTokens.of(folder, texts).toString());
        assertEquals(ids.toString(), FolderTokens.of(file, texts).toString());
    }

    private static void assertClose(JsonFields golden, JsonFields expected, float[][] logits) {
        int[] positions = wholes(golden, "positions");
        int[] shown = wholes(golden, "shown");
        double worst = 0;
        for (int i = 0; i < positions.length; i++) {
            List<JsonValue> row = ((JsonValue.Array) expected.items("logits").get(i)).items();
            for (int j = 0; j < shown.length; j++) {
                double value = ((JsonValue.Numeric) row.get(j)).value().doubleValue();
                worst = Math.max(worst, Math.abs(value - logits[positions[i]][shown[j]]));
            }
        }
        assertTrue(worst < BAR, "off by " + worst);
    }

    private static int[] wholes(JsonFields fields, String name) {
        return fields.items(name).stream()
                .mapToInt(item -> ((JsonValue.Numeric) item).value().intValue())
                .toArray();
    }

    private static JsonFields golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(FolderLogitsTest.class.getResourceAsStream("golden.json"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new JsonFields("golden.json", "", ((JsonValue.Members) JsonValue.parse(text)).members());
        }
    }
}
