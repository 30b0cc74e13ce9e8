package org.cria.model.distil;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.gguf.NewGguf;
import org.cria.model.gguf.NewTensor;
import org.cria.model.gguf.TensorInfo;

/** A model to begin with, made of some of another's layers as they are. */
public final class FewerLayers {
    private static final Control SHAPE = new Control("shape");

    private FewerLayers() {}

    /** Which layers are taken: the first, the last, and others evenly between them. */
    static List<Integer> taken(int layers, int of) {
        return IntStream.range(0, layers)
                .map(i -> layers == 1 ? 0 : Math.round((float) i * (of - 1) / (layers - 1)))
                .boxed()
                .toList();
    }

    /**
     * Writes it.
     *
     * @param layers fewer than the model has
     * @param file in a folder that is there
     */
    public static void write(Gguf model, int layers, Path file) throws IOException {
        String key = model.metadata().string("general.architecture") + ".block_count";
        int all = model.metadata().integer(key);
        if (layers < 1 || layers >= all) {
            throw new CriaException(Explanation.outOfRange(
                    SHAPE, "layers=" + layers, "1 to " + (all - 1) + " layers, fewer than the teacher has"));
        }
        List<Integer> taken = taken(layers, all);
        List<NewTensor> tensors = new ArrayList<>();
        for (TensorInfo tensor : model.tensors().values()) {
            String[] parts = tensor.name().split("\\.", 3);
            if (!parts[0].equals("blk")) {
                tensors.add(NewTensor.copyOf(model, tensor));
                continue;
            }
            int place = taken.indexOf(Integer.valueOf(parts[1]));
            if (place >= 0) {
                String name = "blk." + place + "." + parts[2];
                tensors.add(new NewTensor(
                        name, tensor.format(), tensor.dimensions(), output -> output.write(model.data(tensor), 0)));
            }
        }
        new NewGguf(MetadataDraft.copyOf(model.metadata()).u32(key, layers), tensors).write(file);
    }
}
