package org.cria.model.gguf;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.format.Formats;
import org.cria.testmodels.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SplitGgufTest {
    @TempDir
    Path folder;

    @Test
    void theFirstShardOpensAll() throws IOException {
        List<Path> files = fiveTensors().writeShards(folder, "tiny", 3);
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        try (Gguf gguf = Gguf.open(files.getFirst())) {
            assertEquals(
                    List.of("t0", "t1", "t2", "t3", "t4"),
                    List.copyOf(gguf.tensors().keySet()));
            assertEquals("tiny", gguf.metadata().string("general.name"));
            assertEquals(bytes, gguf.fileBytes());
            for (int i = 0; i < 5; i++) {
                TensorInfo tensor =
                        Optional.ofNullable(gguf.tensors().get("t" + i)).orElseThrow();
                assertArrayEquals(data(i), gguf.data(tensor).toArray(ValueLayout.JAVA_BYTE));
            }
            assertEquals(
                    List.of(0, 1, 1, 2, 2),
                    gguf.tensors().values().stream().map(TensorInfo::shard).toList());
        }
    }

    @Test
    void aModelInOneShardIsAFileLikeAnyOther() throws IOException {
        Path file = fiveTensors().writeShards(folder, "tiny", 1).getFirst();
        Path renamed = Files.move(file, folder.resolve("renamed.gguf"));
        try (Gguf gguf = Gguf.open(renamed)) {
            assertEquals(5, gguf.tensors().size());
        }
    }

    @Test
    void anotherShardNamesTheFirst() throws IOException {
        List<Path> files = fiveTensors().writeShards(folder, "tiny", 3);
        Refusal.of(files.get(1)).says("the file is shard 2 of 3", "Open tiny-00001-of-00003.gguf instead");
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        List<Path> files = fiveTensors().writeShards(folder, "tiny", 3);
        Files.delete(files.get(2));
        Refusal.of(files.getFirst())
                .says("shard tiny-00003-of-00003.gguf is missing", "Download tiny-00003-of-00003.gguf too");
    }

    @Test
    void aDamagedShardIsNamed() throws IOException {
        List<Path> files = fiveTensors().writeShards(folder, "tiny", 3);
        byte[] cut = Arrays.copyOf(Files.readAllBytes(files.get(1)), 100);
        Files.write(files.get(1), cut);
        String message = refusal(files.getFirst());
        assertEquals("tiny-00002-of-00003.gguf", message.substring(0, message.indexOf(':')), message);
    }

    @Test
    void aRenamedFirstShardSaysHowItShouldBeCalled() throws IOException {
        Path file = fiveTensors().writeShards(folder, "tiny", 3).getFirst();
        Path renamed = Files.move(file, folder.resolve("model.gguf"));
        Refusal.of(renamed).says("the first of 3 shards", "a name that ends in -00001-of-00003.gguf");
    }

    @Test
    void shardsOfDifferentModelsAreRefused() throws IOException {
        List<Path> files = fiveTensors().writeShards(folder, "tiny", 3);
        Files.copy(files.get(1), files.get(2), REPLACE_EXISTING);
        refusalSays(files.getFirst(), "tiny-00003-of-00003.gguf: metadata key 'split.no' is 1, expected 2");

        Path other = Files.createDirectory(folder.resolve("other"));
        Path third = fiveTensors()
                .tensor("t5", Formats.F32, data(5), 8)
                .writeShards(other, "tiny", 3)
                .get(2);
        Files.copy(third, files.get(2), REPLACE_EXISTING);
        refusalSays(
                files.getFirst(), "metadata key 'split.tensors.count' is 6, expected 5 as in tiny-00001-of-00003.gguf");

        Path fourth = fiveTensors().writeShards(other, "tiny", 2).get(1);
        Files.copy(fourth, files.get(1), REPLACE_EXISTING);
        refusalSays(files.getFirst(), "metadata key 'split.count' is 2, expected 3");
    }

    @Test
    void shardsWithFewerTensorsThanTheySayAreRefused() throws IOException {
        GgufWriter writer = new GgufWriter().tensor("t0", Formats.F32, data(0), 8);
        List<Path> files = writer.writeShards(folder, "tiny", 2);
        new GgufWriter()
                .u16("split.no", 1)
                .u16("split.count", 2)
                .i32("split.tensors.count", 1)
                .write(files.get(1));
        refusalSays(files.getFirst(), "metadata key 'split.tensors.count' is 1, expected 0, the tensors in all shards");
    }

    @Test
    void aTensorInTwoShardsIsRefused() throws IOException {
        GgufWriter writer = fiveTensors().tensor("t0", Formats.F32, data(0), 8);
        Path file = writer.writeShards(folder, "tiny", 3).getFirst();
        refusalSays(file, "tiny-00003-of-00003.gguf: tensor 't0' is also in tiny-00001-of-00003.gguf");
    }

    @Test
    void aWrongNumberOfShardsIsRefused() throws IOException {
        Path file = new GgufWriter().i32("split.count", -1).write(folder.resolve("tiny.gguf"));
        Refusal.of(file).says("metadata key 'split.count' is -1");
        Path text = new GgufWriter().string("split.count", "3").write(folder.resolve("text.gguf"));
        Refusal.of(text).says("metadata key 'split.count' is a string");
    }

    private static GgufWriter fiveTensors() {
        GgufWriter writer = new GgufWriter().string("general.name", "tiny").alignment(64);
        for (int i = 0; i < 5; i++) {
            writer.tensor("t" + i, Formats.F32, data(i), 8);
        }
        return writer;
    }

    private static byte[] data(int i) {
        byte[] data = new byte[32];
        Arrays.fill(data, (byte) (i + 1));
        return data;
    }

    private static void refusalSays(Path file, String part) {
        String message = refusal(file);
        assertTrue(message.contains(part), message);
    }

    private static String refusal(Path file) {
        return String.valueOf(
                assertThrows(GgufException.class, () -> Gguf.open(file).close()).getMessage());
    }
}
