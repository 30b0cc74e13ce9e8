package org.cria.model.importance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.GgufException;
import org.cria.testmodels.Encoder;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Importance matrices of both forms. The older one, {@code nemo-odd.dat}, is of {@code llama-imatrix --output-format dat} with the options of
 * scripts/golden-importance.py.
 */
final class ImportanceFileTest {
    private static final int ROWS = 256;

    @TempDir
    Path folder;

    @Test
    void theOlderFormHasTheSameMeans() throws IOException {
        Importance older = ImportanceFile.read(Files.write(folder.resolve("imatrix.dat"), resource("nemo-odd.dat")));
        assertEquals("text.txt", older.dataset());
        assertEquals(4, older.chunks());
        String golden = new String(resource("nemo-odd.txt"), StandardCharsets.UTF_8);
        assertEquals(golden.lines().count(), older.tensors().size());
        golden.lines().forEach(line -> {
            String[] words = line.split(" ", -1);
            float[] means = older.of(words[0]).orElseThrow();
            for (int i = 4; i < words.length; i++) {
                double mean = Double.parseDouble(words[i]) / ROWS;
                assertEquals(mean, means[11 * (i - 4)], 1e-6 * mean, words[0]); // 7 digits, and a product of 32 bits
            }
        });
    }

    @Test
    void whatIsCutAnywhereIsRefusedInALine() throws IOException {
        byte[] whole = resource("nemo-odd.dat");
        int end = whole.length
                - (2 * Integer.BYTES + "text.txt".length()); // of the last entry; what follows may be missing
        for (int length = 0; length < end; length += length < 200 ? 1 : 97) {
            assertRefused(Arrays.copyOf(whole, length));
        }
        Path file = Files.write(folder.resolve("cut.dat"), Arrays.copyOf(whole, end));
        assertEquals(-1, ImportanceFile.read(file).chunks());
    }

    static Stream<byte[]> damaged() {
        return Stream.of(
                older(-1, 1, "x", 1, 2, 1f, 2f),
                older(0, 0),
                older(2, 1, "x", 1, 2, 1f, 2f),
                older(1, -5, "x", 1, 2, 1f, 2f),
                older(1, 70_000, "x", 1, 2, 1f, 2f),
                older(1, 1, "x", 1, -2, 1f, 2f),
                older(1, 1, "x", 1, 0),
                older(1, 1, "x", 1, Integer.MAX_VALUE, 1f, 2f),
                older(1, 1, "x", 1, 2, 1f, Float.NaN),
                older(1, 1, "x", 1, 2, Float.POSITIVE_INFINITY, 1f),
                older(1, 1, "x", 1, 2, 1f, -1f),
                "dear reader, this is a letter".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void whatIsDamagedIsRefusedInALine(byte[] bytes) throws IOException {
        assertRefused(bytes);
    }

    @Test
    void sumsWithoutCallsAreTakenAsTheyAre() throws IOException {
        Path file = Files.write(folder.resolve("imatrix.dat"), older(1, 1, "x", 0, 2, 3f, 4f));
        assertArrayEquals(new float[] {3, 4}, ImportanceFile.read(file).of("x").orElseThrow());
    }

    @Test
    void damagedSumsAndCountsAreRefused() throws IOException {
        assertNamed("has sums and no counts", gguf(new float[] {1, 2}, new float[0]));
        assertNamed("has 3 sums of 2 matrices", gguf(new float[] {1, 2, 3}, new float[] {1, 1}));
        assertNamed("has the importance NaN", gguf(new float[] {1, Float.NaN}, new float[] {1}));
        assertNamed("has the importance -0.5", gguf(new float[] {1, -1}, new float[] {2}));
        assertNamed("is no importance matrix", new GgufWriter().string("general.type", "adapter"));
    }

    private static GgufWriter gguf(float[] sums, float[] counts) {
        GgufWriter writer = new GgufWriter().string("general.type", "imatrix");
        writer.tensor("x.in_sum2", Formats.F32, Encoder.f32(sums), sums.length);
        return counts.length == 0 ? writer : writer.tensor("x.counts", Formats.F32, Encoder.f32(counts), counts.length);
    }

    private void assertNamed(String part, GgufWriter writer) throws IOException {
        Path file = writer.write(folder.resolve("damaged.gguf"));
        GgufException e = assertThrows(GgufException.class, () -> ImportanceFile.read(file));
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    private void assertRefused(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged.dat"), bytes);
        GgufException e = assertThrows(GgufException.class, () -> ImportanceFile.read(file), bytes.length + " bytes");
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("damaged.dat: ") && message.contains("importance matrix"), message);
        assertFalse(message.contains("\n"), message);
    }

    /** A file of one entry, whatever it claims. */
    private static byte[] older(int entries, int nameLength, Object... more) {
        ByteBuffer bytes = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(entries).putInt(nameLength);
        for (Object each : more) {
            switch (each) {
                case String name -> bytes.put(name.getBytes(StandardCharsets.UTF_8));
                case Integer number -> bytes.putInt(number);
                case Float number -> bytes.putFloat(number);
                default -> throw new IllegalArgumentException(each.toString());
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ImportanceFileTest.class.getResourceAsStream("/importance/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
