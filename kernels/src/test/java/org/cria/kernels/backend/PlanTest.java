package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.junit.jupiter.api.Test;

/** Which layers go to a device. Large models are planned from their shapes alone. */
final class PlanTest {
    private static final Settings SETTINGS = new Settings(2, 64, Formats.F16, Formats.F16, 4096);

    private final Backend host = new CpuBackend();

    /** A device of a declared size. */
    private record Declared(long memoryBytes) implements Backend {
        @Override
        public String name() {
            return "declared";
        }

        @Override
        public List<DeviceInfo> devices() {
            return List.of();
        }

        @Override
        public Optional<String> obstacle(Program program, Settings settings) {
            return new EmulatorBackend().obstacle(program, settings);
        }

        @Override
        public Executable compile(Program program, Settings settings) {
            throw new AssertionError("only planned");
        }
    }

    @Test
    void aModelThatFitsIsOnTheDeviceAsAWhole() {
        Plan plan = plan(llama70(_ -> Formats.Q4_0), 80L << 30, Plan.AUTO, false);
        assertEquals(List.of("declared 0-82"), places(plan));
        assertEquals(List.of(), plan.notes());
    }

    @Test
    void of70BillionWeightsOn24GigabytesTheLastLayersThatFitAreOnTheDevice() {
        Program program = llama70(_ -> Formats.Q4_0);
        long memory = 24L << 30;
        Plan plan = plan(program, memory, Plan.AUTO, false);
        // A layer has 855,638,016 values in 4.5 bits and a cache of 2 · 4096 · 1024 · 2 bytes: 0.464 GiB. 90 % of the
        // memory is used:
        // 21.6 GiB, of which the output takes 0.138 and activations 0.035; the rest holds 46 layers.
        assertEquals(List.of("cpu 0-35", "declared 35-82"), places(plan));
        long used = plan.parts().getLast().footprint().totalBytes();
        assertTrue(used <= 0.9 * memory && used > 0.87 * memory, used + " bytes of " + memory);
        assertEquals(1, plan.notes().size());
        assertTrue(
                plan.notes().getFirst().toString().contains("only layers 35 to 80, output fits"),
                plan.notes().getFirst().toString());
        assertTrue(plan.lines(program).getLast().startsWith("layers 35 to 80, output on declared: weights "));
    }

    @Test
    void aLongerContextLeavesRoomForFewerLayers() {
        Program program = llama70(_ -> Formats.Q4_0);
        Settings longer = new Settings(2, 64, Formats.F16, Formats.F16, 65_536);
        int layers = layersOnDevice(plan(program, 24L << 30, Plan.AUTO, false));
        int fewer = layersOnDevice(Plan.split(program, longer, new Declared(24L << 30), host, Plan.AUTO, false));
        assertTrue(fewer < layers - 10, fewer + " instead of " + layers);
    }

    @Test
    void aDeviceWithoutRoomForALayerGetsNoneAndThePlanSaysSo() {
        Plan plan = plan(llama70(_ -> Formats.Q4_0), 64L << 20, Plan.AUTO, false);
        assertEquals(List.of("cpu 0-82"), places(plan));
        assertTrue(
                plan.notes().getFirst().toString().startsWith("nothing fits"),
                plan.notes().getFirst().toString());
    }

    @Test
    void layersAreCountedFromTheLastWithWhatFollowsThem() {
        Program program = llama70(_ -> Formats.Q4_0);
        assertEquals(List.of("cpu 0-82"), places(plan(program, 1, 0, false)));
        assertEquals(List.of("cpu 0-80", "declared 80-82"), places(plan(program, 1, 1, false)));
        assertEquals(List.of("cpu 0-2", "declared 2-82"), places(plan(program, 1, 79, false)));
        assertEquals(List.of("declared 0-82"), places(plan(program, 1, 80, false)));
        assertEquals(List.of("declared 0-82"), places(plan(program, 1, 999, false)));
    }

    @Test
    void aLayerWithoutKernelsOnTheDeviceStaysOnTheHostAndThePlanSaysWhy() {
        Program program = llama70(layer -> layer == 7 ? Formats.Q4_1 : Formats.Q4_0);
        Plan plan = plan(program, 80L << 30, Plan.AUTO, true);
        assertEquals(List.of("declared 0-7", "cpu 7-8", "declared 8-82"), places(plan));
        assertEquals(1, plan.notes().size());
        String note = plan.notes().getFirst().toString();
        assertTrue(
                note.startsWith("layer 7 stays on cpu: ") && note.contains("Q4_1") && note.contains("'blk.6.q'"), note);
    }

    @Test
    void aDeviceThatWasNamedRefusesSuchALayerBeforeAnythingIsLoaded() {
        Program program = llama70(layer -> layer == 7 ? Formats.Q4_1 : Formats.Q4_0);
        EmulatorBackend emulator = new EmulatorBackend();
        Plan plan = Plan.split(program, SETTINGS, emulator, host, Plan.AUTO, false);
        String message = String.valueOf(assertThrows(
                        CriaException.class,
                        () -> plan.compile(program, SETTINGS).close())
                .getMessage());
        assertTrue(message.contains("Q4_1") && message.contains("'blk.6.q'"), message);
    }

    @Test
    void layersForADeviceNeedADevice() {
        Program program = llama70(_ -> Formats.Q4_0);
        assertEquals(
                1, Backends.plan("cpu", Plan.AUTO, program, SETTINGS).parts().size());
        assertEquals(1, Backends.plan("cpu", 0, program, SETTINGS).parts().size());
        String message =
                String.valueOf(assertThrows(CriaException.class, () -> Backends.plan("cpu", 5, program, SETTINGS))
                        .getMessage());
        assertTrue(message.contains("GPU layers 5"), message);
        Plan auto = Backends.plan(Backends.auto("cpu"), 5, program, SETTINGS);
        assertEquals(1, auto.notes().size(), "who did not choose the device is told, not refused");
    }

    @Test
    void whatTheDeviceThatAutoTookCannotRunStaysOnTheCpu() {
        Program program = llama70(layer -> layer == 7 ? Formats.Q2_K : Formats.Q4_0);
        Plan auto = Backends.plan(Backends.auto("emulator"), Plan.AUTO, program, SETTINGS);
        assertEquals(List.of("emulator 0-7", "cpu 7-8", "emulator 8-82"), places(auto));
        Plan named = Backends.plan("emulator", Plan.AUTO, program, SETTINGS);
        assertEquals(List.of("emulator 0-82"), places(named));
    }

    private Plan plan(Program program, long memory, int layers, boolean sparing) {
        return Plan.split(program, SETTINGS, new Declared(memory), host, layers, sparing);
    }

    private static List<String> places(Plan plan) {
        return plan.parts().stream()
                .map(part -> part.backend().name() + " " + part.from() + "-" + part.to())
                .toList();
    }

    private static int layersOnDevice(Plan plan) {
        return plan.parts().getLast().to() - 1 - plan.parts().getLast().from();
    }

    /** Llama 2 70B without its weights: 80 layers, embedding 8192, 64 heads of 128 on 8 key-value heads, feed-forward 28672. */
    private static Program llama70(IntFunction<Format> formats) {
        Buffer x = Buffer.ofTokens("x", 8192);
        Buffer h = Buffer.ofTokens("h", 8192);
        Buffer q = Buffer.ofTokens("q", 8192);
        Buffer k = Buffer.ofTokens("k", 1024);
        Buffer v = Buffer.ofTokens("v", 1024);
        Buffer gate = Buffer.ofTokens("gate", 28_672);
        Buffer up = Buffer.ofTokens("up", 28_672);
        Buffer last = Buffer.ofOutputs("last", 8192);
        Buffer logits = Buffer.ofOutputs("logits", 32_000);
        List<List<Step>> layers = new ArrayList<>();
        for (int layer = 0; layer < 80; layer++) {
            Format format = formats.apply(layer + 1);
            String name = "blk." + layer + ".";
            layers.add(List.of(
                    new Step.MatMul(weight(name + "q", format, 8192, 8192), x, q),
                    new Step.MatMul(weight(name + "k", format, 1024, 8192), x, k),
                    new Step.MatMul(weight(name + "v", format, 1024, 8192), x, v),
                    new Step.StoreKv(layer, k, v),
                    new Step.Attend(layer, q, 64, 8, 0.1f, h),
                    new Step.MatMul(weight(name + "out", format, 8192, 8192), h, q),
                    new Step.Add(q, x),
                    new Step.MatMul(weight(name + "gate", format, 28_672, 8192), x, gate),
                    new Step.MatMul(weight(name + "up", format, 28_672, 8192), x, up),
                    new Step.SwiGlu(gate, up, gate),
                    new Step.MatMul(weight(name + "down", format, 8192, 28_672), gate, h),
                    new Step.Add(h, x)));
        }
        return new Program(
                List.of(new Step.Embed(weight("embedding", Formats.Q4_0, 32_000, 8192), x)),
                layers,
                List.of(
                        new Step.SelectOutputs(x, last),
                        new Step.MatMul(weight("output", Formats.Q4_0, 32_000, 8192), last, logits)),
                logits,
                new KvShape(80, 8, 128));
    }

    private static Weight weight(String name, Format format, int rows, int columns) {
        return new Weight(name, format, rows, columns, MemorySegment.NULL);
    }
}
