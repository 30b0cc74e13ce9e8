package org.cria.model.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.Progress;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShardsTest {
    @TempDir
    Path folder;

    @Test
    void whatIsSplitAndMergedHasTheBytesThatItHad() throws IOException {
        Path in = TinyModel.seeded(1).write(folder.resolve("in.gguf"));
        Path whole = folder.resolve("whole.gguf");
        try (Gguf gguf = Gguf.open(in)) {
            List<Path> files = Shards.split(gguf, folder.resolve("part"), Long.MAX_VALUE, 7, Progress.NONE);
            assertEquals((gguf.tensors().size() + 6) / 7, files.size());
            assertEquals(
                    "part-00001-of-0000" + files.size() + ".gguf",
                    files.getFirst().getFileName().toString());
            try (Gguf split = Gguf.open(files.getFirst())) {
                assertEquals(
                        List.copyOf(gguf.tensors().keySet()),
                        List.copyOf(split.tensors().keySet()));
                Shards.merge(split, whole, Progress.NONE);
            }
        }
        assertArrayEquals(Files.readAllBytes(in), Files.readAllBytes(whole));
    }

    @Test
    void aFileHasNoMoreDataThanAllowedUnlessOneTensorHas() throws IOException {
        Path in = TinyModel.seeded(1).write(folder.resolve("in.gguf"));
        try (Gguf gguf = Gguf.open(in)) {
            List<Path> files = Shards.split(gguf, folder.resolve("part"), 40_000, 1000, Progress.NONE);
            try (Gguf split = Gguf.open(files.getFirst())) {
                for (int shard = 0; shard < files.size(); shard++) {
                    int number = shard;
                    List<TensorInfo> tensors = split.tensors().values().stream()
                            .filter(tensor -> tensor.shard() == number)
                            .toList();
                    long bytes = tensors.stream().mapToLong(TensorInfo::bytes).sum();
                    assertTrue(bytes <= 40_000 || tensors.size() == 1, bytes + " in " + tensors.size());
                }
            }
        }
    }

    @Test
    void aShardThatIsReadIsNotReplaced() throws IOException {
        Path in = TinyModel.seeded(1).write(folder.resolve("in.gguf"));
        try (Gguf gguf = Gguf.open(in)) {
            Path first = Shards.split(gguf, folder.resolve("p"), Long.MAX_VALUE, 7, Progress.NONE)
                    .getFirst();
            try (Gguf split = Gguf.open(first)) {
                GgufException e = assertThrows(GgufException.class, () -> Shards.merge(split, first, Progress.NONE));
                assertTrue(
                        String.valueOf(e.getMessage()).contains("would replace the one that is read"), e.getMessage());
            }
        }
    }
}
