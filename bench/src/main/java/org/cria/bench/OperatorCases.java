package org.cria.bench;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** The operators that a token's time goes into, in the shape of TinyLlama-1.1B. All values are 0, which takes as long as others. */
final class OperatorCases {
    private static final int DIM = 2048;
    private static final int FEED_FORWARD = 5632;
    private static final int HEADS = 32;
    private static final int KV_HEADS = 4;
    private static final int HEAD_DIMS = 64;
    private static final int PROMPT = 128;
    private static final int REPEATS = 16;

    /** Fits the second-level cache of one core. */
    private static final int CACHED_BYTES = 512 << 10;

    /** Larger than the caches of small machines. */
    private static final int MEMORY_BYTES = 256 << 20;

    private static final List<Format> FORMATS = List.of(
            Formats.F32,
            Formats.F16,
            Formats.BF16,
            Formats.Q8_0,
            Formats.Q4_0,
            Formats.Q4_K,
            Formats.Q5_K,
            Formats.Q6_K);

    private static final Buffer X = Buffer.ofTokens("x", DIM);
    private static final Buffer H = Buffer.ofTokens("h", DIM);

    private OperatorCases() {}

    /** The names of all cases, in the table's order. */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (String kind : List.of("matrix × vector, cache, ", "matrix × vector, memory, ", "matrix × matrix, ")) {
            FORMATS.forEach(format -> names.add(kind + format.name()));
        }
        List.of(128, 1024, 4096).forEach(depth -> names.add("attention, depth " + depth));
        names.addAll(List.of("norm", "rope", "swiglu"));
        return names;
    }

    /** @param threads for what runs on all cores: everything but matrix × vector from the cache */
    static OperatorCase named(String name, int threads) {
        String[] words = name.split(", ", -1);
        return switch (words[0]) {
            case "matrix × vector" ->
                words[1].equals("cache")
                        ? vector(name, format(words[2]), CACHED_BYTES, REPEATS, 1)
                        : vector(name, format(words[2]), MEMORY_BYTES, 1, threads);
            case "matrix × matrix" -> matrix(name, format(words[1]), threads);
            case "attention" -> attention(name, Integer.parseInt(words[1].split(" ", -1)[1]), threads);
            case "norm" -> rows(name, threads, DIM, 2, () -> new Step.RmsNorm(X, zeros(Formats.F32, 1, DIM), 1e-5f, H));
            case "rope" -> rows(name, threads, DIM, 2, () -> new Step.Rope(X, HEAD_DIMS, rotation()));
            case "swiglu" -> {
                Buffer gate = Buffer.ofTokens("gate", FEED_FORWARD);
                Buffer up = Buffer.ofTokens("up", FEED_FORWARD);
                yield rows(name, threads, FEED_FORWARD, 3, () -> new Step.SwiGlu(gate, up, gate));
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Format format(String name) {
        return FORMATS.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    private static OperatorCase vector(String name, Format format, int bytes, int repeats, int threads) {
        int rows = Math.toIntExact(bytes / format.bytes(DIM) / 16 * 16);
        Weight w = zeros(format, rows, DIM);
        Step step = new Step.MatMul(w, X, Buffer.ofTokens("out", rows));
        return new OperatorCase(
                name,
                program(Collections.nCopies(repeats, step)),
                batch(Phase.DECODE, 0, 1),
                threads,
                repeats * w.bytes(),
                repeats * 2L * rows * DIM);
    }

    private static OperatorCase matrix(String name, Format format, int threads) {
        Weight w = zeros(format, DIM, DIM);
        return new OperatorCase(
                name,
                program(List.of(new Step.MatMul(w, X, H))),
                batch(Phase.PREFILL, 0, PROMPT),
                threads,
                w.bytes(),
                2L * DIM * DIM * PROMPT);
    }

    /** One token that sees {@code depth} others in an F16 cache. */
    private static OperatorCase attention(String name, int depth, int threads) {
        Step step = new Step.Attend(0, X, HEADS, KV_HEADS, 0.125f, H);
        long cached = 2L * depth * Formats.F16.bytes(KV_HEADS * HEAD_DIMS);
        return new OperatorCase(
                name,
                program(Collections.nCopies(REPEATS, step)),
                batch(Phase.DECODE, depth - 1, 1),
                threads,
                REPEATS * cached,
                REPEATS * 4L * depth * HEADS * HEAD_DIMS);
    }

    /** @param passes how often each of the {@code columns} values of a row is read or written */
    private static OperatorCase rows(String name, int threads, int columns, int passes, Supplier<Step> step) {
        return new OperatorCase(
                name,
                program(List.of(step.get())),
                batch(Phase.PREFILL, 0, PROMPT),
                threads,
                (long) PROMPT * columns * passes * Float.BYTES,
                0);
    }

    private static Program program(List<Step> steps) {
        return new Program(
                steps, List.of(), List.of(), Buffer.ofOutputs("none", 1), new KvShape(1, KV_HEADS, HEAD_DIMS));
    }

    private static Batch batch(Phase phase, int position, int rows) {
        return new Batch(
                phase,
                new int[rows],
                IntStream.range(position, position + rows).toArray(),
                new int[rows],
                new boolean[rows],
                List.of(IntStream.range(0, position + rows).toArray()));
    }

    private static Weight zeros(Format format, int rows, int columns) {
        long bytes = format.bytes((long) rows * columns);
        return new Weight("w", format, rows, columns, Arena.ofAuto().allocate(bytes, 64));
    }

    private static Rotation rotation() {
        return new Rotation(
                IntStream.range(0, HEAD_DIMS / 2)
                        .mapToObj(pair -> (float) Math.pow(10_000, -2.0 * pair / HEAD_DIMS))
                        .toList(),
                1);
    }
}
