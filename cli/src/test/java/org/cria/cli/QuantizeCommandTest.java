package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria quantize}, {@code merge} and {@code split} on small files. */
class QuantizeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aModelBecomesSmallerAndFormatsCanBeNamed() throws IOException {
        Path in = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        Path out = folder.resolve("out.gguf");
        InProcess answer =
                execute(in, out, "q8_0", "--tensor-type", "ffn_(up|gate)=q4_0", "--output-tensor-type", "F16");
        assertEquals(0, answer.exitCode(), answer.err());
        assertEquals("", answer.out());
        try (Gguf gguf = Gguf.open(out)) {
            assertEquals(Formats.Q4_0, format(gguf, "blk.0.ffn_up.weight"));
            assertEquals(Formats.Q8_0, format(gguf, "blk.0.ffn_down.weight"));
            assertEquals(Formats.F16, format(gguf, "output.weight"));
            assertEquals(7, gguf.metadata().integer("general.file_type"));
        }
    }

    @Test
    void theReportHasTheErrorOfEachTensor() throws IOException {
        Path in = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        InProcess answer = execute(in, folder.resolve("out.gguf"), "Q4_0", "--report");
        assertEquals(0, answer.exitCode(), answer.err());
        assertTrue(answer.out().matches("(?s).*blk\\.0\\.attn_q\\.weight +F\\d+ +Q4_0 .*e-\\d+ +#+.*"), answer.out());
        assertTrue(answer.out().matches("(?s).*output_norm\\.weight +F32 +F32 .* 0\\.000e\\+00.*"), answer.out());
        assertTrue(answer.out().contains("the largest relative error is in "), answer.out());
    }

    @Test
    void theReportHasWhatPredictionsOfATextLose() throws IOException {
        Path in = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        Path text = Files.writeString(folder.resolve("text.txt"), "some words and others ".repeat(20));
        InProcess answer = execute(
                in, folder.resolve("out.gguf"), "Q4_0", "--report-text", text.toString(), "-c", "16", "--chunks", "3");
        assertEquals(0, answer.exitCode(), answer.err());
        assertTrue(answer.out().contains("blk.0.attn_q.weight"), answer.out());
        assertTrue(
                answer.out().matches("(?s).*perplexity +\\d+\\.\\d{4} +\\d+\\.\\d{4} +[+-]\\d+\\.\\d\\d %\n.*"),
                answer.out());
        assertTrue(answer.out().contains("21 predictions in windows of 16 tokens"), answer.out());
        assertTrue(answer.out().matches("(?s).*below 0\\.0001 +\\d+.*1 and more +\\d+.*"), answer.out());
        InProcess same = execute(
                in, folder.resolve("same.gguf"), "F32", "--report-text", text.toString(), "-c", "16", "--chunks", "1");
        assertTrue(same.out().contains("mean 0.000000, largest 0.000000; same best token 100.00 %"), same.out());
        assertWrong(execute(in, folder.resolve("no.gguf"), "Q4_0", "--report-text", "nowhere.txt"), 1, "no such file");
        assertFalse(Files.exists(folder.resolve("no.gguf")));
    }

    @Test
    void wrongUsageNamesWhatIsExpected() throws IOException {
        Path in = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        Path out = folder.resolve("out.gguf");
        assertWrong(execute(in, out, "Q4_X"), 2, "TYPE is 'Q4_X', expected one of F32, F16");
        assertWrong(execute(in, out, "Q8_0", "--tensor-type", "attn_v"), 2, "expected PATTERN=FORMAT");
        assertWrong(execute(in, out, "Q8_0", "--output-tensor-type", "Q9"), 2, "expected one of F32");
        assertWrong(execute(in, in, "Q8_0"), 1, "would replace the one that is read");
        assertWrong(execute(in, folder.resolve("no/out.gguf"), "Q8_0"), 1, "there is no folder");
        Path letter = Files.writeString(folder.resolve("letter.txt"), "dear");
        assertWrong(execute(in, letter, "Q8_0"), 1, "is no GGUF file");
        assertWrong(execute(in, out, "Q8_0", "--imatrix", letter.toString()), 1, "importance matrix");
        assertFalse(Files.exists(out));
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        Path in = TinyModel.seeded(1).layers(1).write(folder.resolve("in.gguf"));
        InProcess answer = execute(in, folder.resolve("out.gguf"), "Q4_K_M", "--dry-run", "-v");
        assertEquals(0, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains("blk.0.attn_q.weight"), answer.err());
        assertTrue(answer.err().contains("bits per weight"), answer.err());
        assertFalse(Files.exists(folder.resolve("out.gguf")));
    }

    @Test
    void whatIsSplitIsMerged() throws IOException {
        Path in = TinyModel.seeded(1).write(folder.resolve("in.gguf"));
        InProcess split = InProcess.execute(
                "split", in.toString(), folder.resolve("part").toString(), "--split-max-tensors", "10");
        assertEquals(0, split.exitCode(), split.err());
        Path first = Path.of(split.err().strip().replaceFirst(".*the first: ", ""));
        Path whole = folder.resolve("whole.gguf");
        InProcess merged = InProcess.execute("merge", first.toString(), whole.toString());
        assertEquals(0, merged.exitCode(), merged.err());
        assertArrayEquals(Files.readAllBytes(in), Files.readAllBytes(whole));
        assertWrong(
                InProcess.execute("split", in.toString(), "x", "--split-max-size", "2T"), 2, "expected a size such as");
    }

    private static InProcess execute(Path in, Path out, String type, String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "quantize";
        arguments[1] = in.toString();
        arguments[2] = out.toString();
        arguments[3] = type;
        System.arraycopy(more, 0, arguments, 4, more.length);
        return InProcess.execute(arguments);
    }

    private static Object format(Gguf gguf, String tensor) {
        return Objects.requireNonNull(gguf.tensors().get(tensor)).format();
    }

    private static void assertWrong(InProcess answer, int exitCode, String part) {
        assertEquals(exitCode, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains(part), answer.err());
    }
}
