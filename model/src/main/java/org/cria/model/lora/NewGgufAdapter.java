package org.cria.model.lora;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.gguf.NewGguf;
import org.cria.model.gguf.NewTensor;

/** Writes adapters as llama.cpp reads them, in F32. */
public final class NewGgufAdapter {
    private NewGgufAdapter() {}

    /**
     * A tweak's values.
     *
     * @param tensor the matrix in the model's file
     * @param a [rank, columns]
     * @param b [rows, rank]
     * @param alpha the factor times the rank
     */
    @SuppressWarnings("ArrayRecordComponent") // written once
    public record Part(String tensor, int rank, float[] a, float[] b, double alpha) {}

    /**
     * Writes the file; one that was there is replaced when it is whole. Tweaks of other alphas than the first have theirs in their values,
     * since a file has one.
     *
     * @param architecture of the model
     * @param name for people
     */
    public static void write(Path file, String architecture, String name, List<Part> parts) throws IOException {
        double alpha = parts.getFirst().alpha();
        MetadataDraft metadata = new MetadataDraft()
                .string("general.architecture", architecture)
                .string("general.type", "adapter")
                .string("adapter.type", "lora")
                .string("general.name", name)
                .f32("adapter.lora.alpha", (float) alpha);
        List<NewTensor> tensors = new ArrayList<>();
        for (Part part : parts) {
            tensors.add(tensor(part.tensor() + ".lora_a", part.a(), part.a().length / part.rank(), part.rank(), 1));
            tensors.add(tensor(part.tensor() + ".lora_b", part.b(), part.rank(), part.b().length / part.rank(), (float)
                    (part.alpha() / alpha)));
        }
        new NewGguf(metadata, tensors).write(file);
    }

    private static NewTensor tensor(String name, float[] values, int columns, int rows, float scale) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value * scale);
        }
        List<Long> dimensions = List.of((long) columns, (long) rows);
        return new NewTensor(
                name, Formats.F32, dimensions, output -> output.write(MemorySegment.ofBuffer(bytes.rewind()), 0));
    }
}
