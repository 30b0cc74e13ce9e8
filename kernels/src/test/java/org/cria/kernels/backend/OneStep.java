package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/**
 * Builds a program around the step to check. Its inputs are rows of F32 tables, so they are exact; its result is the logits.
 * Rows are selected either at the end, or at once, so that the step runs on what is left.
 */
final class OneStep {
    static final int VOCABULARY = 13;

    private final RandomWeights weights;
    private final boolean selectsFirst;
    private final List<Step> before = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private KvShape kv = new KvShape(1, 1, 32);

    OneStep(RandomWeights weights, boolean selectsFirst) {
        this.weights = weights;
        this.selectsFirst = selectsFirst;
    }

    /** A buffer of random values, different for each token. */
    Buffer input(String name, int columns) {
        Buffer all = Buffer.ofTokens(name, columns);
        before.add(new Step.Embed(weights.f32(name + " table", VOCABULARY, columns), all));
        if (!selectsFirst) {
            return all;
        }
        Buffer selected = Buffer.ofOutputs("selected " + name, columns);
        before.add(new Step.SelectOutputs(all, selected));
        return selected;
    }

    /** A buffer with as many rows as the inputs. */
    Buffer result(int columns) {
        return between("result", columns);
    }

    /** The same, for what several steps hand on. */
    Buffer between(String name, int columns) {
        return selectsFirst ? Buffer.ofOutputs(name, columns) : Buffer.ofTokens(name, columns);
    }

    OneStep cache(KvShape shape) {
        kv = shape;
        return this;
    }

    OneStep step(Step step) {
        steps.add(step);
        return this;
    }

    Program program(Buffer result) {
        if (selectsFirst) {
            return new Program(before, List.of(steps), List.of(), result, kv);
        }
        Buffer logits = Buffer.ofOutputs("logits", result.columns());
        return new Program(before, List.of(steps), List.of(new Step.SelectOutputs(result, logits)), logits, kv);
    }
}
