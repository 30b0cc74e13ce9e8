package org.cria.model.lora;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.format.Little;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;

/**
 * The tweaks that belong together.
 *
 * @param place the file's or folder's name, for messages
 * @param parts at most one for each tensor
 */
record Adapter(String place, List<LowRank> parts) {
    Adapter {
        parts = List.copyOf(parts);
    }

    /**
     * Reads an adapter; nothing stays open.
     *
     * @param file GGUF, or a folder as PEFT saves it, or its {@code adapter_model.safetensors}
     * @param base the model that it is for
     * @throws org.cria.kernels.CriaException if it is damaged, asks for what this build lacks, or is for another architecture
     */
    static Adapter read(Path file, Gguf base) {
        Path name = file.getFileName();
        boolean inFolder = name != null && name.toString().startsWith("adapter_model.");
        if (Files.isDirectory(file)) {
            return PeftAdapter.read(file, base);
        }
        return inFolder
                ? PeftAdapter.read(file.toAbsolutePath().resolveSibling(""), base)
                : GgufAdapter.read(file, base);
    }

    /** A matrix with a memory of its own, which goes when nobody uses it any more. */
    static Weight copy(String name, Format format, int rows, int columns, MemorySegment data) {
        MemorySegment own = Arena.ofAuto().allocate(data.byteSize(), 64);
        own.copyFrom(data);
        return new Weight(name, format, rows, columns, own.asReadOnly());
    }

    /** The same of values. */
    static Weight of(String name, int rows, int columns, float[] values) {
        MemorySegment own = Arena.ofAuto().allocate(Formats.F32.bytes(values.length), 64);
        for (int i = 0; i < values.length; i++) {
            own.set(Little.FLOAT, (long) i * Float.BYTES, values[i]);
        }
        return new Weight(name, Formats.F32, rows, columns, own.asReadOnly());
    }

    /** Rows as columns. */
    static Weight turned(Weight w) {
        float[] values = values(w);
        float[] turned = new float[values.length];
        for (int row = 0; row < w.rows(); row++) {
            for (int column = 0; column < w.columns(); column++) {
                turned[column * w.rows() + row] = values[row * w.columns() + column];
            }
        }
        return of(w.name(), /* rows= */ w.columns(), /* columns= */ w.rows(), turned);
    }

    /** That a model has nothing that a tweak is for. */
    CriaException homeless(LowRank part, String model) {
        return new CriaException(place + ": " + model + " has no matrix '" + part.tensor()
                + "' to tweak, expected one for each pair. Choose the model that the adapter was trained on.");
    }

    /**
     * That a tweak has other sizes than its matrix.
     *
     * @param matrix its format and shape
     */
    CriaException misfit(LowRank part, String matrix) {
        return new CriaException(place + ": the tweak of '" + part.tensor() + "' is "
                + part.b().rows() + " × " + part.rank() + " × "
                + (part.isOfEmbeddings() ? part.a().rows() : part.a().columns())
                + ", expected one for " + matrix + ". Choose the model that the adapter was trained on.");
    }

    /** The values of a matrix. */
    static float[] values(Weight weight) {
        float[] values = new float[Math.multiplyExact(weight.rows(), weight.columns())];
        weight.format()
                .decode(
                        weight.data(),
                        0,
                        values,
                        0,
                        values.length / weight.format().blockValues());
        return values;
    }
}
