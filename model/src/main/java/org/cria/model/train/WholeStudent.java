package org.cria.model.train;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Operands;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.gguf.NewGguf;
import org.cria.model.gguf.NewTensor;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.lora.LowRankProgram;

/** A model that learns with all of its weights, in F32. */
public final class WholeStudent implements Student {
    private static final String FILE = "model.gguf";
    private static final int ALL_F32 = 0;

    private final Gguf base;
    private final Program program;
    private final Map<Weight, Parameter> parameters = new LinkedHashMap<>();

    /**
     * A student that begins as a file has it.
     *
     * @param base open as long as the student is used
     * @param begin its program
     * @throws CriaException if its family cuts matrices into several
     */
    public WholeStudent(Gguf base, Program begin) {
        this.base = base;
        for (Weight weight : begin.weights()) {
            TensorInfo tensor = base.tensors().get(weight.name());
            if (tensor == null || tensor.values() != (long) weight.rows() * weight.columns()) {
                throw new CriaException(base.place() + ": '" + weight.name()
                        + "' is a part of a matrix, expected whole ones to train. Train an adapter instead.");
            }
            parameters.put(
                    weight,
                    new Parameter(weight.name(), weight.rows(), weight.columns(), LowRankProgram.values(weight)));
        }
        this.program = begin.with(Operands.weights(weight -> {
            Parameter parameter = parameters.get(weight);
            return parameter == null ? weight : parameter.weight();
        }));
    }

    @Override
    public Program program() {
        return program;
    }

    @Override
    public List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    /** What {@link #write} writes. */
    public static Path model(Path folder) {
        return folder.resolve(FILE);
    }

    @Override
    public void write(List<float[]> values, Path folder) throws IOException {
        Map<String, float[]> trained = new HashMap<>();
        List<Parameter> all = parameters();
        for (int i = 0; i < all.size(); i++) {
            trained.put(all.get(i).weight().name(), values.get(i));
        }
        List<NewTensor> tensors = new ArrayList<>();
        for (TensorInfo tensor : base.tensors().values()) {
            float[] own = trained.get(tensor.name());
            tensors.add(
                    own == null
                            ? NewTensor.copyOf(base, tensor)
                            : new NewTensor(tensor.name(), Formats.F32, tensor.dimensions(), output -> {
                                ByteBuffer bytes = ByteBuffer.allocate(own.length * Float.BYTES)
                                        .order(ByteOrder.LITTLE_ENDIAN);
                                bytes.asFloatBuffer().put(own);
                                output.write(MemorySegment.ofBuffer(bytes), 0);
                            }));
        }
        MetadataDraft metadata = MetadataDraft.copyOf(base.metadata()).u32("general.file_type", ALL_F32);
        new NewGguf(metadata, tensors).write(model(folder));
    }
}
