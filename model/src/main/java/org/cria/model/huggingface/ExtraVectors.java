package org.cria.model.huggingface;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.model.gguf.NewTensor;
import org.cria.model.gguf.TensorInfo;

/** The vectors of a file that the config gives and the weights do not have, in F32. */
record ExtraVectors(List<FolderFamily.ExtraVector> vectors) {
    /** Where tensors begin that are made in memory, in bytes. */
    static final long ALIGNMENT = 64;

    ExtraVectors {
        vectors = List.copyOf(vectors);
    }

    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** What they take together, each aligned. */
    long bytes() {
        return vectors.stream().mapToLong(each -> aligned(bytes(each))).sum();
    }

    private static long bytes(FolderFamily.ExtraVector vector) {
        return (long) Float.BYTES * vector.values().length;
    }

    /** Writes them to the beginning of a model's first part, and tells where they are; more may be added. */
    List<TensorInfo> laidInto(MemorySegment part) {
        List<TensorInfo> infos = new ArrayList<>();
        long at = 0;
        for (FolderFamily.ExtraVector vector : vectors) {
            MemorySegment.copy(data(vector), 0, part, at, bytes(vector));
            infos.add(new TensorInfo(vector.name(), Formats.F32, dimensions(vector), 0, at, bytes(vector)));
            at += aligned(bytes(vector));
        }
        return infos;
    }

    /** @param progress is told before each is written */
    Stream<NewTensor> files(Runnable progress) {
        return vectors.stream()
                .map(vector -> new NewTensor(vector.name(), Formats.F32, dimensions(vector), output -> {
                    progress.run();
                    output.write(data(vector), 0);
                }));
    }

    private static List<Long> dimensions(FolderFamily.ExtraVector vector) {
        return List.of((long) vector.values().length);
    }

    private static MemorySegment data(FolderFamily.ExtraVector vector) {
        MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(bytes(vector))]);
        for (int i = 0; i < vector.values().length; i++) {
            data.set(Little.FLOAT, (long) Float.BYTES * i, vector.values()[i]);
        }
        return data;
    }
}
