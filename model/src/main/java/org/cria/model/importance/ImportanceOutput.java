package org.cria.model.importance;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.gguf.NewGguf;
import org.cria.model.gguf.NewTensor;

/** Writes importance matrices as GGUF files: for each tensor the sums of squares, and how many rows they are of. */
public final class ImportanceOutput {
    private final Path file;
    private final List<String> datasets;
    private final int chunkTokens;

    /**
     * A file to be written.
     *
     * @param datasets what it is gathered from, by name
     * @param chunkTokens tokens in a chunk
     * @throws GgufException when there is something else under the name
     */
    public ImportanceOutput(Path file, List<String> datasets, int chunkTokens) throws IOException {
        this.file = file;
        this.datasets = List.copyOf(datasets);
        this.chunkTokens = chunkTokens;
        if (Files.exists(file) && (!Files.isRegularFile(file) || (Files.size(file) > 0 && !isImportance(file)))) {
            throw new GgufException(
                    String.valueOf(file.getFileName()),
                    "is there and is no importance matrix",
                    "a new file's name, or that of one",
                    "Choose another name.");
        }
    }

    private static boolean isImportance(Path file) {
        try (Gguf gguf = Gguf.open(file)) {
            return ImportanceFile.isImportance(gguf);
        } catch (GgufException e) {
            return false;
        }
    }

    /**
     * Writes what has been gathered by now, in place of what was written before.
     *
     * @param chunks that the sums are of
     */
    public void write(InputSquares gathered, int chunks) throws IOException {
        MetadataDraft metadata = new MetadataDraft()
                .string(ImportanceFile.TYPE, ImportanceFile.IMATRIX)
                .strings(ImportanceFile.DATASETS, datasets)
                .u32(ImportanceFile.CHUNKS, chunks)
                .u32(ImportanceFile.CHUNK_SIZE, chunkTokens);
        List<NewTensor> tensors = new ArrayList<>();
        gathered.all().forEach((name, sums) -> {
            double[] squares = sums.squares();
            long[] counts = sums.counts();
            tensors.add(tensor(name + ImportanceFile.SUMS, sums.columns(), counts.length, i -> squares[i]));
            tensors.add(tensor(name + ImportanceFile.COUNTS, 1, counts.length, i -> counts[i]));
        });
        new NewGguf(metadata, tensors).write(file);
    }

    /** A trailing dimension of one is left out, as ggml does. */
    private static NewTensor tensor(String name, long columns, long matrices, IntToDoubleFunction value) {
        int count = Math.toIntExact(columns * matrices);
        return new NewTensor(
                name, Formats.F32, matrices == 1 ? List.of(columns) : List.of(columns, matrices), output -> {
                    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < count; i++) {
                        bytes.putFloat((float) value.applyAsDouble(i));
                    }
                    output.write(MemorySegment.ofArray(bytes.array()), 0);
                });
    }
}
