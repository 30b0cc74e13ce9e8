package org.cria.kernels.backend.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * A llama that is as small as can be, but for a width that needs more than one tile, three units and some columns beyond them.
 *
 * @param layers how many
 */
record Small(int layers) {
    static final int VOCABULARY = 19;
    static final int WIDTH = 104;
    static final int HEADS = 2;
    static final int DIMS = 4;
    static final int HIDDEN = 6;

    Program program() {
        Random random = new Random(7);
        Buffer x = Buffer.ofTokens("x", WIDTH);
        Buffer h = Buffer.ofTokens("h", WIDTH);
        Buffer q = Buffer.ofTokens("q", HEADS * DIMS);
        Buffer k = Buffer.ofTokens("k", DIMS);
        Buffer v = Buffer.ofTokens("v", DIMS);
        Buffer attended = Buffer.ofTokens("attended", HEADS * DIMS);
        Buffer gate = Buffer.ofTokens("gate", HIDDEN);
        Buffer up = Buffer.ofTokens("up", HIDDEN);
        Buffer last = Buffer.ofOutputs("last", WIDTH);
        Buffer logits = Buffer.ofOutputs("logits", VOCABULARY);
        Rotation rotation = new Rotation(List.of(1f, 0.1f), 1, Rotation.Pairing.HALVES);
        List<List<Step>> all = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            all.add(List.of(
                    new Step.RmsNorm(x, weight(random, 1, WIDTH), 1e-5f, h),
                    new Step.MatMul(weight(random, q.columns(), WIDTH), h, q),
                    new Step.MatMul(weight(random, DIMS, WIDTH), h, k),
                    new Step.MatMul(weight(random, DIMS, WIDTH), h, v),
                    new Step.Rope(q, DIMS, rotation),
                    new Step.Rope(k, DIMS, rotation),
                    new Step.StoreKv(layer, k, v),
                    new Step.Attend(layer, q, HEADS, 1, 0.5f, attended),
                    new Step.MatMul(weight(random, WIDTH, q.columns()), attended, h),
                    new Step.Add(h, x),
                    new Step.RmsNorm(x, weight(random, 1, WIDTH), 1e-5f, h),
                    new Step.MatMul(weight(random, HIDDEN, WIDTH), h, gate),
                    new Step.MatMul(weight(random, HIDDEN, WIDTH), h, up),
                    new Step.SwiGlu(gate, up, gate),
                    new Step.MatMul(weight(random, WIDTH, HIDDEN), gate, h),
                    new Step.Add(h, x)));
        }
        return new Program(
                List.of(new Step.Embed(weight(random, VOCABULARY, WIDTH), x)),
                all,
                List.of(
                        new Step.SelectOutputs(x, last),
                        new Step.RmsNorm(last, weight(random, 1, WIDTH), 1e-5f, last),
                        new Step.MatMul(weight(random, VOCABULARY, WIDTH), last, logits)),
                logits,
                new KvShape(layers, 1, DIMS));
    }

    private static Weight weight(Random random, int rows, int columns) {
        MemorySegment data = Arena.ofAuto().allocate((long) rows * columns * Float.BYTES, Float.BYTES);
        for (long i = 0; i < (long) rows * columns; i++) {
            data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (random.nextGaussian() / Math.sqrt(columns)));
        }
        return new Weight(rows + "x" + columns, Formats.F32, rows, columns, data);
    }
}
