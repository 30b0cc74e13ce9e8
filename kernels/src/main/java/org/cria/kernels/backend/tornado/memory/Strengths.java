package org.cria.kernels.backend.tornado.memory;

import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/** How much the adapters of a program count in each row of a pass, as a device is told it. */
public final class Strengths {
    private final float[] presets;

    public Strengths(Program program) {
        presets = new float[program.adapters()];
        for (Step step : program.steps()) {
            if (step instanceof Pointwise.Strengthen strengthen) {
                presets[strengthen.adapter()] = strengthen.preset();
            }
        }
    }

    /** Strengths of a row. */
    public int adapters() {
        return presets.length;
    }

    /** [to − from, adapters] those of some rows, in {@linkplain Pass#STRENGTH_PARTS parts}. */
    public int[] of(Batch batch, int from, int to) {
        int[] parts = new int[(to - from) * presets.length];
        int told = batch.strengths().length / batch.rows();
        for (int i = 0; i < parts.length; i++) {
            int row = from + i / presets.length;
            int adapter = i % presets.length;
            parts[i] = Pass.strength(told == 0 ? presets[adapter] : batch.strengths()[row * told + adapter]);
        }
        return parts;
    }
}
