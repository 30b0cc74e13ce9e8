package org.cria.kernels.check.tune;

import java.util.Arrays;
import java.util.Optional;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.compare.TestCase;
import org.cria.kernels.check.compare.TestInput;
import org.cria.kernels.check.compare.TestInputs;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** Times two ways of running a kernel in turns, so that whatever else the machine does meets both. */
public final class Race {
    /** Weights of so many layers are read in turn, or the caches of a device would hold them as they never do in a pass. */
    private static final long STREAMED_BYTES = 48L << 20;

    /** A candidate must be faster by so much: less is noise, or not worth another order of sums. */
    static final double WORTHWHILE = 1.03;

    private static final int FEWEST_RUNS = 5;
    private static final int MOST_RUNS = 25;
    private static final int MOST_WARM_UPS = 3000;
    private static final long ENOUGH_NANOS = 500_000_000;

    private Race() {}

    /**
     * Nanoseconds for a token.
     *
     * @param now as it is
     * @param other as it could be
     */
    public record Times(double now, double other) {
        public Times plus(Times more) {
            return new Times(now + more.now, other + more.other);
        }

        public Times times(int layers) {
            return new Times(now * layers, other * layers);
        }

        public double speedUp() {
            return now / other;
        }
    }

    /** Medians of two that take turns. */
    public static Times between(Timed now, Timed other) {
        now.nanos();
        other.nanos();
        long[] ofNow = new long[MOST_RUNS];
        long[] ofOther = new long[MOST_RUNS];
        long spent = 0;
        int runs = 0;
        while (runs < FEWEST_RUNS || (runs < MOST_RUNS && spent < ENOUGH_NANOS)) {
            ofNow[runs] = now.nanos();
            ofOther[runs] = other.nanos();
            spent += ofNow[runs] + ofOther[runs];
            runs++;
        }
        return new Times(median(ofNow, runs) / now.rows, median(ofOther, runs) / other.rows);
    }

    private static double median(long[] nanos, int runs) {
        long[] sorted = Arrays.copyOf(nanos, runs);
        Arrays.sort(sorted);
        return (sorted[(runs - 1) / 2] + sorted[runs / 2]) / 2.0;
    }

    /** A kernel compiled in a shape, with values to run on. */
    public static final class Timed implements AutoCloseable {
        private final TestCase test;
        private final Settings settings;
        private final Isolated isolated;
        private int rows = 1;
        private int runs;

        /** @param settings with cells for every past that it is run after */
        public Timed(Workbench bench, Operator operator, Program program, Settings settings) {
            this.test = new TestCase(streamed(operator), program, false);
            this.settings = settings;
            this.isolated = bench.isolate(test.operator(), program, settings);
        }

        private static Operator streamed(Operator whole) {
            long layerBytes = whole.steps().stream()
                    .flatMap(step -> step.weights(Weight.Role.MATRIX).stream())
                    .mapToLong(matrix -> matrix.data().byteSize())
                    .sum();
            int layers = layerBytes == 0
                    ? 1
                    : Math.toIntExact(Math.min(whole.layers().size(), Math.ceilDiv(STREAMED_BYTES, layerBytes)));
            return new Operator(
                    whole.phase(), whole.layers().subList(0, layers), whole.at().subList(0, layers));
        }

        /** What is wrong, after a past; what is timed next runs on the same values. */
        public Optional<String> failure(int past) {
            boolean anyPast = test.operator().steps().stream().anyMatch(Step.Attend.class::isInstance);
            TestInput input = TestInputs.at(test.operator(), test.program().kv(), settings, anyPast ? past : 0);
            rows = input.batch().rows();
            return test.failure(input, isolated, settings);
        }

        /** Runs it for a while, so that what is compiled while it runs is; returns the fastest, in nanoseconds. */
        public long warmUp(long enoughNanos) {
            long fastest = nanos();
            long spent = fastest;
            for (int run = 1; run < FEWEST_RUNS || (run < MOST_WARM_UPS && spent < enoughNanos); run++) {
                long nanos = nanos();
                fastest = Math.min(fastest, nanos);
                spent += nanos;
            }
            return fastest;
        }

        /** Launches of a run. */
        public int launches() {
            return isolated.launches();
        }

        /** Nanoseconds of a run, each with another layer's weights. */
        public long nanos() {
            return isolated.kernelNanos(runs++ % test.operator().layers().size());
        }

        @Override
        public void close() {
            isolated.close();
        }
    }
}
