package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.DamagedGguf;
import org.cria.testmodels.GgufArray;
import org.cria.testmodels.GgufImage;
import org.cria.testmodels.GgufType;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, a file opens and can be read to its last byte, or it is refused by a message. */
final class DamagedFilesTest {
    private static final int FILES = 2_000;
    private static final Duration EACH = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    @Test
    void everyDamagedFileIsReadableOrRefused() throws IOException {
        DamagedGguf damaged = new DamagedGguf(model(), 7);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            DamagedGguf.Damage damage = damaged.damage(i);
            // A file of its own each time: truncating one that is still mapped would be another kind of damage.
            Path file = Files.write(folder.resolve("damaged.gguf"), damage.bytes());
            boolean readable = assertTimeout(EACH, () -> isReadable(file, damage), damage.description());
            refused += readable ? 0 : 1;
            assertArrayEquals(damage.bytes(), Files.readAllBytes(file), damage.description());
            Files.delete(file);
        }
        assertTrue(refused > FILES / 4, "only " + refused + " of " + FILES + " damaged files were refused");
        assertTrue(refused < FILES, "not one damaged file was readable");
    }

    private static boolean isReadable(Path file, DamagedGguf.Damage damage) {
        try (Gguf gguf = Gguf.open(file)) {
            touch(gguf);
            return true;
        } catch (GgufException e) {
            assertTrue(
                    String.valueOf(e.getMessage()).contains("damaged.gguf: "),
                    () -> damage.description() + ": " + e.getMessage());
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(damage.description(), e);
        }
    }

    private static void touch(Gguf gguf) {
        int sink = 0;
        for (TensorInfo tensor : gguf.tensors().values()) {
            MemorySegment data = gguf.data(tensor);
            for (long i = 0; i < data.byteSize(); i++) {
                sink ^= data.get(ValueLayout.JAVA_BYTE, i);
            }
            int row = Math.toIntExact(tensor.dimensions().getFirst());
            float[] values = new float[row];
            if (!(tensor.format() instanceof LackingFormat)) {
                tensor.format().decode(data, 0, values, 0, row / tensor.format().blockValues());
            }
        }
        Metadata metadata = gguf.metadata();
        for (String key : metadata.keys()) {
            sink ^= metadata.describe(key).length();
            ask(() -> metadata.strings(key));
            ask(() -> metadata.floats(key));
            ask(() -> metadata.integers(key));
            ask(() -> metadata.integer(key));
            ask(() -> metadata.number(key));
            ask(() -> metadata.string(key));
        }
        assertTrue(sink != Integer.MIN_VALUE);
    }

    /** A key of another type is refused by a message, too. */
    private static void ask(Runnable question) {
        try {
            question.run();
        } catch (GgufException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("metadata key '"), e.getMessage());
        }
    }

    private static GgufImage model() {
        return TinyModel.seeded(3)
                .dim(32)
                .ffn(64)
                .layers(1)
                .heads(4)
                .kvHeads(2)
                .vocabulary(290)
                .context(64)
                .biased()
                .rope(TinyModel.Rope.LLAMA3)
                .format(Formats.Q8_0)
                .format("blk.0.attn_q.weight", Formats.F32)
                .format("blk.0.attn_k.weight", Formats.Q4_0)
                .writer()
                .u8("test.u8", 200)
                .i64("test.i64", -3)
                .bool("test.bool", true)
                .f64("test.f64", 0.5)
                .array("test.bools", GgufType.BOOL, List.of(true, false))
                .array(
                        "test.nested",
                        GgufType.ARRAY,
                        List.of(
                                new GgufArray(GgufType.STRING, List.of("a", "bc")),
                                new GgufArray(GgufType.I16, List.of(1, 2))))
                .image();
    }
}
