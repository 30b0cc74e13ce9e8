package org.cria.kernels.backend.cpu.x86;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.cria.kernels.backend.cpu.bytes.ByteKernels;
import org.cria.kernels.backend.cpu.bytes.PlainByteKernels;
import org.cria.kernels.backend.cpu.bytes.WeightReaders;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** Kernels that differ in a bit do not pass their first trial. */
final class FirstTrialTest {
    private static final ByteKernels PLAIN = new PlainByteKernels();

    @Test
    void kernelsWithTheBitsOfPlainJavaPass() {
        for (Format format : WeightReaders.formats()) {
            assertTrue(new FirstTrial(format).passes(PLAIN), format.name());
        }
    }

    @Test
    void kernelsThatAreWrongInABitOfAFewTokensFail() {
        for (int tokens : new int[] {1, 3}) {
            assertFalse(new FirstTrial(Formats.Q2_K).passes(new Wrong(tokens)), tokens + " tokens");
        }
    }

    @Test
    void panelsPassWhereTheyRun() {
        Set<InstructionSet> sets = Machine.here().sets();
        assumeTrue(!sets.isEmpty(), Machine.here().reason());
        for (InstructionSet set : sets) {
            AssembledPanels panels = new AssembledPanels(set);
            for (Format format : RowKernels.formats()) {
                assertTrue(panels.has(format), () -> set + " " + format.name());
                assertTrue(new FirstTrial(format).passes(panels), () -> set + " " + format.name());
            }
        }
    }

    /** The last result of so many tokens has another last bit. */
    private record Wrong(int inTokens) implements ByteKernels {
        @Override
        public boolean has(Format format) {
            return PLAIN.has(format);
        }

        @Override
        public int mostTokens() {
            return PLAIN.mostTokens();
        }

        @Override
        public void round(float[] x, int start, int columns, MemorySegment to, long at, int stride) {
            PLAIN.round(x, start, columns, to, at, stride);
        }

        @Override
        public void multiply(
                Format format,
                MemorySegment weights,
                long offset,
                int rows,
                int columns,
                MemorySegment x,
                long xAt,
                int stride,
                int tokens,
                float[] out,
                int at) {
            PLAIN.multiply(format, weights, offset, rows, columns, x, xAt, stride, tokens, out, at);
            if (tokens == inTokens) {
                int last = at + rows * tokens - 1;
                out[last] = Float.intBitsToFloat(Float.floatToRawIntBits(out[last]) ^ 1);
            }
        }

        @Override
        public String description() {
            return "wrong";
        }
    }
}
