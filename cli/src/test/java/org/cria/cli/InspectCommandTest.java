package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.cria.cli.inspect.InspectJson;
import org.cria.cli.inspect.InspectText;
import org.cria.cli.inspect.Inspection;
import org.cria.kernels.format.Formats;
import org.cria.model.ModelOptions;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria inspect} tells what a file holds, whether Cria can run it or not. */
class InspectCommandTest {
    private static final String TEMPLATE = "{% for message in messages %}\n" + "x".repeat(500) + "{% endfor %}";

    @TempDir
    private Path folder;

    @Test
    void theTextHasKindMemoryFormatsTemplateTensorsAndMetadata() throws IOException {
        Path file = TinyModel.seeded(1)
                .format("output.weight", Formats.Q8_0)
                .writer()
                .string("tokenizer.chat_template", TEMPLATE)
                .string("tokenizer.chat_template.tool_use", "tools")
                .string("tokenizer.chat_template.rag", "documents")
                .write(folder.resolve("tiny.gguf"));
        CriaProcess.Outcome run = new CriaProcess(folder, "inspect", file.toString(), "-c", "1000").run();
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("", run.err());
        String text = run.out();
        assertAll(
                () -> assertTrue(text.contains("runs here   yes"), text),
                () -> assertTrue(text.contains("memory for 1000 tokens"), text),
                () -> assertTrue(text.matches("(?s).*\\n  Q8_0 +1 +98304 .*"), text),
                () -> assertTrue(text.contains("blk.0-1.attn_q.weight"), text),
                () -> assertTrue(text.contains("general.architecture"), text),
                () -> assertTrue(text.contains("chat template (" + TEMPLATE.length() + " characters"), text),
                () -> assertTrue(text.contains("\n  by name (--chat-template): rag, tool_use\n"), text),
                () -> assertTrue(text.lines().allMatch(line -> line.length() < 200), text));
    }

    @Test
    void jsonHasTheSameWithTypes() throws IOException {
        Path file = TinyModel.seeded(1)
                .writer()
                .string("tokenizer.chat_template", TEMPLATE)
                .string("tokenizer.chat_template.tool_use", "tools")
                .bool("tokenizer.ggml.add_bos_token", true)
                .u64("x.large", -1)
                .f64("x.nan", Double.NaN)
                .write(folder.resolve("tiny.gguf"));
        JsonNode report = json(file);
        JsonNode metadata = report.get("metadata");
        assertAll(
                () -> assertTrue(report.get("runs").asBoolean()),
                () -> assertEquals(256, report.get("memory").get("context").asInt()),
                () -> assertTrue(report.get("memory").get("total_bytes").asLong()
                        > report.get("model_size").asLong()),
                () -> assertEquals(TEMPLATE, report.get("chat_template").asText()),
                () -> assertEquals(
                        "tools", report.at("/chat_templates/tool_use").asText()),
                () -> assertEquals(
                        "F32", report.get("formats").get(0).get("format").asText()),
                () -> assertEquals(
                        256, report.get("tensors").get(0).get("shape").get(0).asInt()),
                () -> assertEquals("llama", metadata.get("general.architecture").asText()),
                () -> assertEquals(
                        1e-5,
                        metadata.get("llama.attention.layer_norm_rms_epsilon").asDouble()),
                () -> assertTrue(metadata.get("tokenizer.ggml.add_bos_token").isBoolean()),
                () -> assertEquals(
                        "18446744073709551615", metadata.get("x.large").asText()),
                () -> assertEquals(
                        384, metadata.get("tokenizer.ggml.tokens").get("count").asInt()),
                () -> assertEquals(
                        "string",
                        metadata.get("tokenizer.ggml.tokens").get("array_of").asText()),
                () -> assertEquals(
                        6, metadata.get("tokenizer.ggml.tokens").get("first").size()));
    }

    @Test
    void whatRunWouldRefuseDoesNotRunHere() throws IOException {
        Path bare = TinyModel.seeded(1)
                .writer()
                .replacing("tokenizer.ggml.scores", GgufType.F32, List.of(1f))
                .write(folder.resolve("scores.gguf"));
        String scores = text(bare, ModelOptions.defaults());
        assertTrue(scores.contains("runs here   no: scores.gguf: tokenizer.ggml.scores has 1 values"), scores);
        Path tiny = TinyModel.seeded(1).layers(40).context(1 << 24).write(folder.resolve("tiny.gguf"));
        String huge = text(tiny, ModelOptions.defaults().withContextSize(0).withBatchSize(65_536));
        assertTrue(huge.contains("memory for 16777216 tokens"), huge);
        assertTrue(huge.contains("runs here   no: tiny.gguf: needs "), huge);
    }

    private static String text(Path file, ModelOptions options) {
        try (Gguf gguf = Gguf.open(file)) {
            return new InspectText(Inspection.of(gguf, options), false).text();
        }
    }

    @Test
    void aFormatThatCriaLacksIsShown() throws IOException {
        Path file = TinyModel.seeded(1)
                .writer()
                .without("output.weight")
                .tensor("output.weight", 17, new byte[384 * 74], 256, 384)
                .write(folder.resolve("iq2.gguf"));
        String text = text(file, ModelOptions.defaults());
        assertTrue(text.matches("(?s).*\\n  IQ2_XS +1 +98304 .*"), text);
        assertTrue(text.contains("no: iq2.gguf: tensor 'output.weight' has the format IQ2_XS"), text);
    }

    @Test
    void aFileOfAnotherArchitectureIsShownWithTheReasonWhyItCannotRun() throws IOException {
        Path file = new GgufWriter()
                .string("general.architecture", "mamba")
                .u32("mamba.context_length", 77)
                .array("tokenizer.ggml.tokens", GgufType.STRING, Collections.nCopies(200_000, "word"))
                .tensor("token_embd.weight", Formats.F32, new byte[4 * 6], 2, 3)
                .write(folder.resolve("mamba.gguf"));
        CriaProcess.Outcome run = new CriaProcess(folder, "inspect", "-m", file.toString()).run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("no: mamba.gguf: architecture 'mamba', expected architecture llama"), run.out());
        assertTrue(run.out().contains("77 tokens"), run.out());
        assertTrue(run.out().length() < 3000, "arrays are cut");
        JsonNode report = json(file);
        assertFalse(report.get("runs").asBoolean());
        assertTrue(report.get("obstacle").asText().contains("mamba"));
        assertTrue(report.get("memory").isNull());
        assertEquals(
                200_000,
                report.get("metadata").get("tokenizer.ggml.tokens").get("count").asInt());
        assertTrue(report.toString().length() < 3000, "arrays are cut in JSON too");
    }

    @Test
    void aFileWithoutTensorsOrArchitectureIsShownToo() throws IOException {
        Path file = new GgufWriter().string("note", "almost empty\u0007").write(folder.resolve("empty.gguf"));
        try (Gguf gguf = Gguf.open(file)) {
            Inspection inspection = Inspection.of(gguf, ModelOptions.defaults());
            String text = new InspectText(inspection, true).text();
            assertTrue(text.contains("? ?B no tensors"), text);
            assertTrue(text.contains("almost empty\\u{7}"), text);
            assertFalse(inspection.obstacle().isEmpty());
        }
    }

    private static JsonNode json(Path file) throws IOException {
        try (Gguf gguf = Gguf.open(file)) {
            return new ObjectMapper().readTree(InspectJson.of(Inspection.of(gguf, ModelOptions.defaults())));
        }
    }
}
