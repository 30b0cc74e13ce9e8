package org.cria.kernels.backend.cpu;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * A little program with the kernels of a large one: a layer for each format of its matrices, of 64 rows. Vector loops are
 * slow until C2 has compiled them, so this runs first, while other things are loaded.
 */
final class WarmUp {
    private static final int ROWS = 64;

    /** A multiple of every format's block. */
    private static final int COLUMNS = 256;

    /** Tiles of tokens, and some left over. */
    private static final int TOKENS = 18;

    private static final Buffer X = Buffer.ofTokens("x", COLUMNS);
    private static final Buffer H = Buffer.ofTokens("h", COLUMNS);
    private static final Buffer Q = Buffer.ofTokens("q", ROWS);
    private static final Buffer K = Buffer.ofTokens("k", ROWS);
    private static final Buffer V = Buffer.ofTokens("v", ROWS);

    private WarmUp() {}

    /** Runs the kernels of a program on parts of its weights, in the calling thread; does nothing for very small programs. */
    static void run(Program program, Settings settings, CpuLoops loops) {
        Collection<Weight> samples = samples(program);
        if (samples.isEmpty()) {
            return;
        }
        Settings alone = new Settings(1, TOKENS, settings.keys(), settings.values());
        try (CpuExecutable small = new CpuExecutable(small(samples), alone, loops)) {
            small.kv().reserve(TOKENS);
            Batch batch = batch();
            for (int round = 0; round < loops.arithmetic().warmUpRounds(); round++) {
                small.forward(batch);
            }
        }
    }

    /**
     * A [ROWS, COLUMNS] matrix of each format: the beginning of one of the program's own, since compiled code depends on the
     * kind of memory that it has seen.
     */
    private static Collection<Weight> samples(Program program) {
        Map<Format, Weight> samples = new LinkedHashMap<>();
        for (Step step : program.steps()) {
            for (Weight w : step.weights(Weight.Role.MATRIX)) {
                long bytes = w.format().bytes((long) ROWS * COLUMNS);
                if (w.data().byteSize() >= bytes) {
                    samples.putIfAbsent(w.format(), part(w, ROWS));
                }
            }
        }
        return samples.values();
    }

    private static Weight part(Weight w, int rows) {
        long bytes = w.format().bytes((long) rows * COLUMNS);
        return new Weight(w.name(), w.format(), rows, COLUMNS, w.data().asSlice(0, bytes));
    }

    private static Program small(Collection<Weight> samples) {
        List<List<Step>> layers = new ArrayList<>();
        samples.forEach(w -> layers.add(layer(w, layers.size())));
        Weight first = samples.iterator().next();
        Buffer last = Buffer.ofOutputs("last", COLUMNS);
        Buffer logits = Buffer.ofOutputs("logits", ROWS);
        return new Program(
                List.of(new Step.Embed(first, X)),
                layers,
                List.of(new Step.SelectOutputs(X, last), new Step.MatMul(first, last, logits)),
                logits,
                new KvShape(layers.size(), 1, ROWS));
    }

    private static List<Step> layer(Weight w, int layer) {
        Rotation rotation = new Rotation(
                IntStream.range(0, ROWS / 2).mapToObj(pair -> 1f / (pair + 1)).toList(), 1);
        return List.of(
                new Step.RmsNorm(X, part(w, 1), 1e-5f, H),
                new Step.MatMul(w, H, Q),
                new Step.MatMul(w, H, K),
                new Step.MatMul(w, H, V),
                new Step.Rope(Q, ROWS, rotation),
                new Step.Rope(K, ROWS, rotation),
                new Step.StoreKv(layer, K, V),
                new Step.Attend(layer, Q, 1, 1, 0.125f, Q),
                new Step.SwiGlu(Q, V, Q),
                new Step.Add(H, X));
    }

    private static Batch batch() {
        int[] positions = IntStream.range(0, TOKENS).toArray();
        boolean[] outputs = new boolean[TOKENS];
        outputs[TOKENS - 1] = true;
        return new Batch(Phase.PREFILL, new int[TOKENS], positions, new int[TOKENS], outputs, List.of(positions));
    }
}
