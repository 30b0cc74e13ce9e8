package org.cria.model.lora;

import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;

/** A model's program with tweaks that may change while it is used, as training does. */
public final class LowRankProgram {
    private LowRankProgram() {}

    /**
     * The program with tweaks beside its matrices.
     *
     * @param tweaks whose weights are used as they are: what changes in these changes in the program
     * @param model its file's name, for messages
     */
    public static Program beside(Program program, List<LowRank> tweaks, String model) {
        return new LowRankSteps(List.of(new Adapter("the adapter", tweaks)), List.of(1f)).beside(program, model);
    }

    /**
     * The tweaks of an adapter.
     *
     * @param file GGUF, or a folder as PEFT saves it
     * @param base the model that it is for
     */
    public static List<LowRank> read(Path file, Gguf base) {
        return Adapter.read(file, base).parts();
    }

    /** [rows, columns] the values of a matrix. */
    public static float[] values(Weight weight) {
        return Adapter.values(weight);
    }
}
