package org.cria.emulator.examples;

import static org.cria.emulator.examples.Examples.copy;
import static org.cria.emulator.examples.Examples.floats;
import static org.cria.emulator.examples.Examples.run;
import static org.cria.emulator.examples.Examples.same;
import static org.cria.emulator.examples.Examples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cria.emulator.junit.EmulatedKernel;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.types.HalfFloat;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.HalfFloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Each kernel on the emulator and as plain Java. */
@EmulatedKernel(lint = ModelKernels.class)
final class ModelExamplesTest {
    private static WorkerGrid oneGroup() {
        WorkerGrid grid = new WorkerGrid1D(32);
        grid.setLocalWork(32, 1, 1);
        return grid;
    }

    @Test
    void rmsNorm() {
        FloatArray x = floats(80, 1);
        FloatArray gain = floats(80, 2);
        FloatArray out = new FloatArray(80);
        KernelContext context = new KernelContext();
        run(with(x, gain).task("t", ModelKernels::norm, context, x, gain, out, 80), oneGroup(), out);
        double square = 0;
        for (int i = 0; i < 80; i++) {
            square += x.get(i) * x.get(i);
        }
        for (int i = 0; i < 80; i++) {
            assertEquals(gain.get(i) * x.get(i) / Math.sqrt(square / 80 + 1e-5), out.get(i), 1e-5);
        }
    }

    @Test
    void rotation() {
        FloatArray x = floats(32, 1);
        FloatArray expected = copy(x);
        IntArray position = IntArray.fromElements(7);
        ModelKernels.rope(expected, position, 8);
        run(with(x, position).task("t", ModelKernels::rope, x, position, 8), x);
        same(expected, x);
    }

    @Test
    void gate() {
        FloatArray gate = floats(32, 1);
        FloatArray up = floats(32, 2);
        FloatArray expected = copy(gate);
        ModelKernels.swiGlu(expected, up);
        run(with(gate, up).task("t", ModelKernels::swiGlu, gate, up), gate);
        same(expected, gate);
    }

    @Test
    void softmax() {
        FloatArray x = floats(5 * 9, 1);
        FloatArray expected = copy(x);
        ModelKernels.softmax(expected, 5, 9);
        run(with(x).task("t", ModelKernels::softmax, x, 5, 9), x);
        same(expected, x);
    }

    @Test
    void attention() {
        FloatArray q = floats(4 * 8, 1);
        FloatArray keys = floats(20 * 4 * 8, 2);
        FloatArray values = floats(20 * 4 * 8, 3);
        IntArray past = IntArray.fromElements(20);
        FloatArray out = new FloatArray(4 * 8);
        FloatArray scores = new FloatArray(4 * 64);
        FloatArray expected = new FloatArray(4 * 8);
        ModelKernels.attention(q, keys, values, new FloatArray(4 * 64), expected, past, 8);
        run(with(q, keys, values, past).task("t", ModelKernels::attention, q, keys, values, scores, out, past, 8), out);
        same(expected, out);
    }

    @Test
    void productWithBytes() {
        byte[] bytes = new byte[6 * 64];
        new Random(1).nextBytes(bytes);
        ByteArray w = ByteArray.fromArray(bytes);
        HalfFloatArray scales = new HalfFloatArray(12);
        for (int i = 0; i < 12; i++) {
            scales.set(i, new HalfFloat(0.01f * (i + 1)));
        }
        FloatArray x = floats(64, 2);
        FloatArray out = new FloatArray(6);
        FloatArray expected = new FloatArray(6);
        ModelKernels.bytes(w, scales, x, expected);
        run(with(w, scales, x).task("t", ModelKernels::bytes, w, scales, x, out), out);
        same(expected, out);
    }

    @Test
    void greedyChoice() {
        FloatArray logits = floats(100, 1);
        logits.set(77, 5f);
        IntArray out = new IntArray(1);
        KernelContext context = new KernelContext();
        run(with(logits).task("t", ModelKernels::greedy, context, logits, out, 100), oneGroup(), out);
        assertEquals(77, out.get(0));
    }
}
