package org.cria.kernels.backend;

import java.util.List;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * What an executable has done since it was compiled.
 *
 * @param parts what ran where, in order: one but for a {@link Plan} over several backends
 */
public record Receipt(List<Account> parts) {
    /** Nothing, of what keeps no books. */
    public static final Receipt NONE = new Receipt(List.of());

    /**
     * What one backend did.
     *
     * @param device the backend's name
     * @param start what had to be done once
     * @param prompt passes over prompts
     * @param text passes for new tokens
     * @param tokenBytes of weights that one token reads
     * @param kernels that are a user's own; empty where none is
     */
    public record Account(String device, Start start, Work prompt, Work text, long tokenBytes, String kernels) {
        /** With the backend's own kernels. */
        public Account(String device, Start start, Work prompt, Work text, long tokenBytes) {
            this(device, start, prompt, text, tokenBytes, "");
        }

        /** The same done by these kernels. */
        Account by(String own) {
            return new Account(device, start, prompt, text, tokenBytes, own);
        }
    }

    /**
     * What was done once, or once again where a cache grew.
     *
     * @param planNanos in which graphs were made, before the first pass
     * @param uploadBytes of weights and tables that went to the device
     * @param uploadNanos for that, and for what compiles with it
     * @param compileNanos of the first run of each graph, which compiles it
     * @param launches of kernels that bring weights, and that hand them to a graph before its first run; part of no pass
     */
    public record Start(long planNanos, long uploadBytes, long uploadNanos, long compileNanos, long launches) {
        public static final Start NONE = new Start(0, 0, 0, 0, 0);

        /** This and what was done besides. */
        public Start plus(Start other) {
            return new Start(
                    planNanos + other.planNanos,
                    uploadBytes + other.uploadBytes,
                    uploadNanos + other.uploadNanos,
                    compileNanos + other.compileNanos,
                    launches + other.launches);
        }
    }

    /**
     * Passes of a kind.
     *
     * @param rows tokens
     * @param nanos from call to return
     * @param startNanos of these for what is done once: upload and the first run of each graph
     * @param launches of kernels; 0 where there are none
     * @param bytesIn to the device
     * @param bytesOut from it
     */
    public record Work(long rows, long nanos, long startNanos, long launches, long bytesIn, long bytesOut) {
        public static final Work NONE = new Work(0, 0, 0, 0, 0, 0);

        /** Nanoseconds of a token, without what is done once; 0 where there was none. */
        public double tokenNanos() {
            return rows == 0 ? 0 : (double) (nanos - startNanos) / rows;
        }

        /** This and another pass. */
        public Work plus(Work other) {
            return new Work(
                    rows + other.rows,
                    nanos + other.nanos,
                    startNanos + other.startNanos,
                    launches + other.launches,
                    bytesIn + other.bytesIn,
                    bytesOut + other.bytesOut);
        }

        /** What was done since an earlier state of the same books. */
        public Work minus(Work earlier) {
            return new Work(
                    rows - earlier.rows,
                    nanos - earlier.nanos,
                    startNanos - earlier.startNanos,
                    launches - earlier.launches,
                    bytesIn - earlier.bytesIn,
                    bytesOut - earlier.bytesOut);
        }
    }

    public Receipt {
        parts = List.copyOf(parts);
    }

    /** Bytes of weights that one token reads: every matrix, and of tables that are looked up one row. */
    public static long tokenBytes(Program program) {
        long bytes = 0;
        for (Step step : program.steps()) {
            List<Weight> tables = step.weights(Weight.Role.TABLE);
            for (Weight weight : step.weights()) {
                bytes += tables.contains(weight) ? weight.rowBytes() : weight.bytes();
            }
        }
        return bytes;
    }
}
