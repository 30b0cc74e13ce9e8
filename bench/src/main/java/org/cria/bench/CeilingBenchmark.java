package org.cria.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the machine gives at most: memory that is only read, and multiplications of values that stay in registers. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set by JMH
public class CeilingBenchmark {
    /** Read by each thread, its own. */
    static final long READ_BYTES = 256L << 20;

    private static final int ROUNDS = 100_000;
    private static final int CHAINS = 10;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    /** Floating-point operations of {@link #multiply} in each thread. */
    static final long FLOPS = 2L * ROUNDS * CHAINS * FLOATS.length();

    private long[] memory;
    private float factor;

    @Setup
    public void fill() {
        memory = new long[(int) (READ_BYTES / Long.BYTES)];
        java.util.Arrays.fill(memory, 1); // touches every page
        factor = 0.999f;
    }

    @Benchmark
    public long read() {
        LongVector a = LongVector.zero(LONGS);
        LongVector b = a;
        LongVector c = a;
        LongVector d = a;
        int lanes = LONGS.length();
        for (int i = 0; i < memory.length; i += 4 * lanes) {
            a = a.add(LongVector.fromArray(LONGS, memory, i));
            b = b.add(LongVector.fromArray(LONGS, memory, i + lanes));
            c = c.add(LongVector.fromArray(LONGS, memory, i + 2 * lanes));
            d = d.add(LongVector.fromArray(LONGS, memory, i + 3 * lanes));
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    /** Ten chains: two units with a latency of four cycles and some to spare. */
    @Benchmark
    public float multiply() {
        FloatVector f = FloatVector.broadcast(FLOATS, factor);
        FloatVector a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f;
        for (int round = 0; round < ROUNDS; round++) {
            a = a.fma(f, f);
            b = b.fma(f, f);
            c = c.fma(f, f);
            d = d.fma(f, f);
            e = e.fma(f, f);
            g = g.fma(f, f);
            h = h.fma(f, f);
            i = i.fma(f, f);
            j = j.fma(f, f);
            k = k.fma(f, f);
        }
        return a.add(b).add(c.add(d)).add(e.add(g)).add(h.add(i)).add(j.add(k)).reduceLanes(VectorOperators.ADD);
    }
}
