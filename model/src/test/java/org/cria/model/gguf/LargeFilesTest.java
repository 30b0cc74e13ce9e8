package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.format.Formats;
import org.cria.model.SharedFolder;
import org.cria.testmodels.GgufField.Kind;
import org.cria.testmodels.GgufImage;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeFilesTest {
    private static final long ROWS = 100_000;

    @TempDir
    Path folder;

    @Test
    void fortyGigabytesOpenInUnderASecond() throws IOException {
        GgufImage image = new GgufWriter()
                .tensor("huge", Formats.F32, new byte[0], ROWS, 1)
                .image();
        byte[] header = image.with(Kind.DIMENSION, "huge", ROWS);
        // The second dimension follows the first.
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(image.field(Kind.DIMENSION, "huge").offset() + 8, ROWS);
        Path file = folder.resolve("huge.gguf");
        long bytes = image.headerBytes() + 4 * ROWS * ROWS;
        assumeTrue(sparse(file, header, bytes), "no sparse files of 40 GB here");
        long start = System.nanoTime();
        try (Gguf gguf = Gguf.open(file)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            TensorInfo tensor = Optional.ofNullable(gguf.tensors().get("huge")).orElseThrow();
            assertTrue(seconds < 1, "took " + seconds + " s");
            assertEquals(bytes, gguf.fileBytes());
            assertEquals(42, gguf.data(tensor).get(ValueLayout.JAVA_BYTE, 4 * ROWS * ROWS - 1));
        }
    }

    @Test
    void theVocabularyOfLlama3IsReadFast() {
        Path file = SharedFolder.file("vocab/ggml-vocab-llama-bpe.gguf");
        long start = System.nanoTime();
        try (Gguf gguf = Gguf.open(file)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            Metadata metadata = gguf.metadata();
            List<String> tokens = metadata.strings("tokenizer.ggml.tokens").orElseThrow();
            List<String> merges = metadata.strings("tokenizer.ggml.merges").orElseThrow();
            int[] types = metadata.integers("tokenizer.ggml.token_type").orElseThrow();
            assertEquals(128_256, tokens.size());
            assertEquals("<|begin_of_text|>", tokens.get(metadata.integer("tokenizer.ggml.bos_token_id")));
            assertEquals(280_147, merges.size());
            assertEquals("Ġ Ġ", merges.getFirst());
            assertEquals(128_256, types.length);
            assertTrue(gguf.tensors().isEmpty());
            // 0.1 s on a cold JVM with two cores; the bound leaves room for a busy machine.
            assertTrue(seconds < 1, "took " + seconds + " s");
        }
    }

    @Test
    void aTrainedModelIsRead() {
        Path file = SharedFolder.file("models/stories260K.gguf");
        try (Gguf gguf = Gguf.open(file)) {
            assertEquals("llama", gguf.metadata().string("general.architecture"));
            assertEquals(48, gguf.tensors().size());
            TensorInfo gate = Optional.ofNullable(gguf.tensors().get("blk.0.ffn_gate.weight"))
                    .orElseThrow();
            assertEquals(List.of(64L, 172L), gate.dimensions());
        }
    }

    private static boolean sparse(Path file, byte[] header, long bytes) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(header));
            channel.write(ByteBuffer.wrap(new byte[] {42}), bytes - 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
