package org.cria.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.junit.jupiter.api.Test;

final class MemoryPlanTest {
    private static final long GIB = 1L << 30;

    /** Llama 2 70B's shapes: its weights are declared, not there. */
    private static final Program SEVENTY = declared(80, 8192, 28_672, 64, 8, 32_000, Formats.Q4_K);

    private static final Settings F16 = new Settings(8, 512, Formats.F16, Formats.F16);

    @Test
    void everyPartOfA70BModelIsCounted() {
        MemoryPlan plan = MemoryPlan.of(SEVENTY, F16, 4096, 1, true);
        // A block of 256 Q4_K values is 144 bytes; embedding and output, then q, k, v, o and three feed-forward
        // matrices.
        long matrices = 2 * 32_000L * 8192 + 80L * (2 * 8192L * 8192 + 2 * 1024L * 8192 + 3 * 28_672L * 8192);
        assertEquals(matrices / 256 * 144 + 4 * 8192L * (2 * 80 + 1), plan.weightBytes());
        assertEquals(2 * 2 * 80 * 1024, plan.cache().cellBytes(), "keys and values, 2 bytes each");
        assertEquals(4096L * 327_680, plan.cacheBytes());
        long columns = 4 * 8192 + 2 * 1024 + 2 * 28_672;
        assertEquals(4 * (512 * columns + 8192 + 32_000), plan.activationBytes());
        assertTrue(plan.totalBytes() > plan.weightBytes() + plan.cacheBytes() + plan.activationBytes());
    }

    @Test
    void severalSessionsTakeTheCacheSeveralTimesAndNothingElse() {
        MemoryPlan one = MemoryPlan.of(SEVENTY, F16, 4096, 1, true);
        MemoryPlan eight = MemoryPlan.of(SEVENTY, F16, 4096, 8, true);
        assertEquals(8 * one.cacheBytes(), eight.cacheBytes());
        assertEquals(7 * one.cacheBytes(), eight.totalBytes() - one.totalBytes());
        String message = refusal(eight, 40 * GIB);
        assertTrue(message.contains("KV cache for 8 times 4096 tokens"), message);
        int fitting = Integer.parseInt(message.replaceAll(".*Use context size (\\d+) or less.*", "$1"));
        assertDoesNotThrow(() -> MemoryPlan.of(SEVENTY, F16, fitting, 8, true).checkFits("big.gguf", 40 * GIB));
    }

    @Test
    void aSmallerCacheFormatCostsLess() {
        Settings q8 = new Settings(8, 512, Formats.Q8_0, Formats.Q8_0);
        Settings mixed = new Settings(8, 512, Formats.F32, Formats.Q8_0);
        assertEquals(
                2 * 80 * 1024 / 32 * 34,
                MemoryPlan.of(SEVENTY, q8, 1, 1, true).cache().cellBytes());
        assertEquals(
                80 * (4096 + 1024 / 32 * 34),
                MemoryPlan.of(SEVENTY, mixed, 1, 1, true).cache().cellBytes());
    }

    @Test
    void aBatchIsNeverLargerThanTheContext() {
        assertEquals(
                MemoryPlan.of(SEVENTY, new Settings(8, 7, Formats.F16, Formats.F16), 7, 1, true)
                        .activationBytes(),
                MemoryPlan.of(SEVENTY, F16, 7, 1, true).activationBytes());
    }

    @Test
    void whatFitsIsLetThroughToTheLastByte() {
        MemoryPlan plan = MemoryPlan.of(SEVENTY, F16, 4096, 1, true);
        assertDoesNotThrow(() -> plan.checkFits("big.gguf", plan.totalBytes()));
        assertThrows(CriaException.class, () -> plan.checkFits("big.gguf", plan.totalBytes() - 1));
    }

    @Test
    void aRefusalNamesTheContextThatFits() {
        MemoryPlan plan = MemoryPlan.of(SEVENTY, F16, 131_072, 1, true);
        String message = refusal(plan, 48 * GIB);
        assertTrue(message.startsWith("big.gguf: needs "), message);
        assertTrue(message.contains("KV cache for 131072 tokens 40.00 GiB"), message);
        assertTrue(message.contains("available are 48.00 GiB. Use context size "), message);
        int fitting = Integer.parseInt(message.replaceAll(".*Use context size (\\d+) or less.*", "$1"));
        assertDoesNotThrow(() -> MemoryPlan.of(SEVENTY, F16, fitting, 1, true).checkFits("big.gguf", 48 * GIB));
        assertThrows(
                CriaException.class,
                () -> MemoryPlan.of(SEVENTY, F16, fitting + 1, 1, true).checkFits("big.gguf", 48 * GIB),
                "one more does not fit");
    }

    @Test
    void whereNoContextFitsTheModelIsTooLarge() {
        String message = refusal(MemoryPlan.of(SEVENTY, F16, 4096, 1, true), 8 * GIB);
        assertTrue(
                message.contains("No context fits: choose a smaller model or quantisation, or run it slowly"), message);
        assertTrue(message.endsWith("with no memory check."), message);
        assertTrue(message.contains("weights 36."), message);
    }

    @Test
    void aModelThatIsOpenedWithoutTheCheckComesWithAWarning() {
        MemoryPlan plan = MemoryPlan.of(SEVENTY, F16, 4096, 1, true);
        assertEquals(Optional.empty(), plan.shortage(plan.totalBytes()));
        String note = plan.shortage(8 * GIB).orElseThrow().toString();
        assertTrue(note.contains("available are 8.00 GiB") && note.contains("minutes"), note);
    }

    /** Every second layer sees 1,000 tokens: 40 layers keep those and a batch of 512. */
    @Test
    void layersWithAWindowTakeItAndABatchWhereTheySlide() {
        Program local = windowed(SEVENTY, 1000);
        MemoryPlan plan = MemoryPlan.of(local, F16, 131_072, 1, true);
        long layer = 2 * 2 * 1024;
        assertEquals(40 * layer * (131_072 + 1512), plan.cacheBytes());
        assertEquals(OptionalInt.of(1512), plan.windowTokens());
        assertEquals(80 * layer * 1512, MemoryPlan.of(local, F16, 1512, 1, true).cacheBytes());
        assertEquals(
                OptionalInt.empty(), MemoryPlan.of(local, F16, 1512, 1, true).windowTokens());
        assertEquals(
                80 * layer * 131_072,
                MemoryPlan.of(local, F16, 131_072, 1, false).cacheBytes(),
                "where they do not");
        for (long available = 39 * GIB; available < 56 * GIB; available += GIB / 3) {
            int fitting =
                    Integer.parseInt(refusal(plan, available).replaceAll(".*Use context size (\\d+) or less.*", "$1"));
            long most = available;
            assertDoesNotThrow(() -> MemoryPlan.of(local, F16, fitting, 1, true).checkFits("big.gguf", most));
            assertThrows(
                    CriaException.class,
                    () -> MemoryPlan.of(local, F16, fitting + 1, 1, true).checkFits("big.gguf", most));
        }
    }

    /** The same program where tokens see so many in every second layer. */
    private static Program windowed(Program program, int window) {
        List<List<Step>> layers = new ArrayList<>();
        for (int layer = 0; layer < program.layers().size(); layer++) {
            int seen = layer % 2 == 0 ? window : 0;
            layers.add(program.layers().get(layer).stream()
                    .map(step -> step instanceof Step.Attend a
                            ? new Step.Attend(
                                    a.layer(), a.q(), a.heads(), a.kvHeads(), a.scale(), a.softCap(), seen, a.out())
                            : step)
                    .toList());
        }
        return new Program(program.input(), layers, program.output(), program.logits(), program.kv());
    }

    @Test
    void theLargestDeclaredSizesDoNotOverflow() {
        Program huge = declared(200, 1 << 20, 1 << 22, 1 << 12, 1 << 12, 1 << 20, Formats.F32);
        MemoryPlan plan =
                MemoryPlan.of(huge, new Settings(1, 65_536, Formats.F32, Formats.F32), Integer.MAX_VALUE, 1, true);
        assertTrue(plan.weightBytes() > 0 && plan.cacheBytes() > 0 && plan.activationBytes() > 0, plan.toString());
        assertTrue(plan.totalBytes() > plan.cacheBytes(), plan.toString());
        assertTrue(refusal(plan, 64 * GIB).contains("No context fits"));
    }

    private static String refusal(MemoryPlan plan, long available) {
        return String.valueOf(assertThrows(CriaException.class, () -> plan.checkFits("big.gguf", available))
                .getMessage());
    }

    private static Program declared(
            int layers, int dim, int feedForward, int heads, int kvHeads, int vocabulary, Format format) {
        int headDims = dim / heads;
        Buffer x = Buffer.ofTokens("x", dim);
        Buffer h = Buffer.ofTokens("h", dim);
        Buffer q = Buffer.ofTokens("q", dim);
        Buffer attended = Buffer.ofTokens("attended", dim);
        Buffer k = Buffer.ofTokens("k", kvHeads * headDims);
        Buffer v = Buffer.ofTokens("v", kvHeads * headDims);
        Buffer gate = Buffer.ofTokens("gate", feedForward);
        Buffer up = Buffer.ofTokens("up", feedForward);
        List<List<Step>> steps = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            steps.add(List.of(
                    new Step.RmsNorm(x, weight(Formats.F32, layer + "norm", 1, dim), 1e-5f, h),
                    product(format, layer + "q", h, q),
                    product(format, layer + "k", h, k),
                    product(format, layer + "v", h, v),
                    new Step.StoreKv(layer, k, v),
                    new Step.Attend(layer, q, heads, kvHeads, 1, attended),
                    product(format, layer + "o", attended, h),
                    new Step.RmsNorm(x, weight(Formats.F32, layer + "norm2", 1, dim), 1e-5f, h),
                    product(format, layer + "gate", h, gate),
                    product(format, layer + "up", h, up),
                    new Step.SwiGlu(gate, up, gate),
                    product(format, layer + "down", gate, h),
                    new Step.Add(h, x)));
        }
        Buffer last = Buffer.ofOutputs("last", dim);
        Buffer logits = Buffer.ofOutputs("logits", vocabulary);
        return new Program(
                List.of(new Step.Embed(weight(format, "embedding", vocabulary, dim), x)),
                steps,
                List.of(
                        new Step.SelectOutputs(x, last),
                        new Step.RmsNorm(last, weight(Formats.F32, "norm", 1, dim), 1e-5f, last),
                        product(format, "output", last, logits)),
                logits,
                new KvShape(layers, kvHeads, headDims));
    }

    private static Step product(Format format, String name, Buffer in, Buffer out) {
        return new Step.MatMul(weight(format, name, out.columns(), in.columns()), in, out);
    }

    private static Weight weight(Format format, String name, int rows, int columns) {
        return new Weight(name, format, rows, columns, MemorySegment.NULL);
    }
}
