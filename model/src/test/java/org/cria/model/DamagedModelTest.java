package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.format.Formats;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.cria.testmodels.DamagedGguf;
import org.cria.testmodels.GgufImage;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, a model runs or it is refused by a message; nothing else, and never for ever. */
final class DamagedModelTest {
    private static final int FILES = 2_000;
    private static final Duration EACH = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void everyDamagedModelRunsOrIsRefused() throws IOException {
        DamagedGguf[] damaged = {new DamagedGguf(plain(), 11), new DamagedGguf(variant(), 13)};
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            // Ways of damage go round with the number, models with the round: each model gets every way.
            DamagedGguf.Damage damage = damaged[i / 11 % 2].damage(i);
            Path file = Files.write(folder.resolve("damaged.gguf"), damage.bytes());
            int threads = 1 + i % 2;
            boolean runs = assertTimeoutPreemptively(EACH, () -> runs(file, threads, damage), damage.description());
            refused += runs ? 0 : 1;
            assertArrayEquals(damage.bytes(), Files.readAllBytes(file), damage.description());
            Files.delete(file);
        }
        assertTrue(refused > FILES / 3, "only " + refused + " of " + FILES + " damaged models were refused");
        assertTrue(refused < FILES * 9 / 10, refused + " of " + FILES + " damaged models were refused");
    }

    private static boolean runs(Path file, int threads, DamagedGguf.Damage damage) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(threads)
                .withBatchSize(3)
                .withContextSize(16);
        try (Model model = Model.open(file, options);
                Session session = model.newSession()) {
            int[] prompt = model.tokenizer().prompt("ab c");
            session.prefill(prompt, Progress.NONE);
            session.decode(prompt[prompt.length - 1]);
            model.generate(session, prompt, GenerationSettings.defaults().withPredict(2))
                    .forEachRemaining(piece -> {});
            return true;
        } catch (CriaException e) {
            assertTrue(!String.valueOf(e.getMessage()).isBlank(), damage.description());
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(damage.description(), e);
        }
    }

    private static GgufImage plain() {
        return base().image();
    }

    private static GgufImage variant() {
        return base().biased()
                .tied()
                .rope(TinyModel.Rope.LLAMA3)
                .format(Formats.Q8_0)
                .format("blk.0.attn_q.weight", Formats.F16)
                .format("blk.0.ffn_up.weight", Formats.Q4_0)
                .writer()
                .string("llama.rope.scaling.type", "yarn")
                .f32("llama.rope.scaling.factor", 2)
                .u32("llama.rope.scaling.original_context_length", 32)
                .u32("llama.attention.sliding_window", 48)
                .bool("tokenizer.ggml.add_bos_token", true)
                .image();
    }

    private static TinyModel base() {
        return TinyModel.seeded(3)
                .dim(32)
                .ffn(64)
                .layers(1)
                .heads(4)
                .kvHeads(2)
                .headDim(8)
                .vocabulary(290)
                .context(64);
    }
}
