package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Session;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraRewrite;
import org.cria.model.lora.NewGgufAdapter;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria lora merge}. */
@SuppressWarnings("NullAway.Init") // set before each test
final class LoraMergeCommandTest {
    @TempDir
    private Path folder;

    private Path base;
    private Path adapter;

    @BeforeEach
    void write() throws IOException {
        base = TinyModel.seeded(3).dim(32).ffn(32).layers(1).write(folder.resolve("base.gguf"));
        Random random = new Random(1);
        float[] a = new float[2 * 32];
        float[] b = new float[32 * 2];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
        }
        adapter = folder.resolve("a.gguf");
        NewGgufAdapter.write(
                adapter, "llama", "a", List.of(new NewGgufAdapter.Part("blk.0.ffn_down.weight", 2, a, b, 2)));
    }

    private InProcess merge(Object... arguments) {
        return InProcess.execute(Stream.concat(
                        Stream.of("lora", "merge"), Arrays.stream(arguments).map(String::valueOf))
                .toArray(String[]::new));
    }

    private static float[] logits(Path file, ProgramRewrite rewrite) {
        try (Model model =
                        Model.open(file, ModelOptions.defaults().withThreads(1).withRewrite(rewrite));
                Session session = model.newSession()) {
            return session.prefill(new int[] {1, 5, 9, 7}, Progress.NONE)
                    .orElseThrow()
                    .toArray();
        }
    }

    @Test
    void theNewFilePredictsWhatTheOldOneDoesWithTheAdapter() throws IOException {
        Path out = folder.resolve("out.gguf");
        InProcess merged = merge(base, adapter + ":0.5", out);
        assertEquals(0, merged.exitCode(), merged.err());
        assertTrue(
                merged.err().matches("(?s).*1 tensor changed by [0-9.e+]+ % of what they held; rounding .*"),
                merged.err());
        float[] plain = logits(base, ProgramRewrite.NONE);
        float[] expected = logits(base, new LoraRewrite(List.of(new LoraFile(adapter, 0.5f))));
        assertArrayEquals(expected, logits(out, ProgramRewrite.NONE), 1e-3f);
        assertFalse(Math.abs(expected[3] - plain[3]) < 1e-2, () -> Arrays.toString(plain));
    }

    @Test
    void roundingThatHidesTheAdapterIsNoted() {
        InProcess merged = merge(base, adapter + ":0.001", folder.resolve("out.gguf"), "Q4_0");
        assertEquals(0, merged.exitCode(), merged.err());
        assertTrue(
                merged.err().contains("note: that rounding hides much of the adapter. Merge it into F16,"),
                merged.err());
    }

    @Test
    void wrongArgumentsLeaveNoFile() throws IOException {
        Path out = folder.resolve("out.gguf");
        assertTrue(merge(base, adapter, out, "Q9").err().contains("TYPE is 'Q9', expected one of F32,"));
        assertTrue(
                merge(base, base, out).err().contains("general.type is 'model'"),
                merge(base, base, out).err());
        assertFalse(Files.exists(out));
        byte[] before = Files.readAllBytes(base);
        InProcess onto = merge(base, adapter, base);
        assertNotEquals(0, onto.exitCode());
        assertTrue(Arrays.equals(before, Files.readAllBytes(base)), onto.err());
    }
}
