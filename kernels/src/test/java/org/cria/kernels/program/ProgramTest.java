package org.cria.kernels.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

final class ProgramTest {
    private static final Buffer X = Buffer.ofTokens("x", 8);
    private static final Buffer H = Buffer.ofTokens("h", 8);
    private static final Buffer LAST = Buffer.ofOutputs("last", 8);

    @Test
    void stepsComeInTheOrderOfTheForwardPass() {
        Program program = everyStep();
        List<Step> expected = new ArrayList<>(program.input());
        program.layers().forEach(expected::addAll);
        expected.addAll(program.output());
        assertEquals(expected, program.steps());
        assertEquals(20, program.steps().size());
    }

    @Test
    void everyLayerTellsWhereItStarts() {
        Program program = everyStep();
        List<Step> layer = program.layers().getFirst();
        Program twice = new Program(program.input(), List.of(layer, layer), program.output(), X, program.kv());
        for (int i = 0; i < 2; i++) {
            int start = twice.start(i);
            assertEquals(layer, twice.steps().subList(start, start + layer.size()));
        }
        List<Step> steps = twice.steps();
        assertEquals(twice.output(), steps.subList(twice.start(2), steps.size()));
    }

    @Test
    void theExampleHasEveryStepThatThereIs() {
        Set<String> expected = Stream.of(Step.class.getPermittedSubclasses())
                .map(Class::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> found = everyStep().steps().stream()
                .map(step -> step.getClass().getName())
                .collect(Collectors.toSet());
        assertEquals(expected, found);
    }

    @Test
    void everyWeightIsListedOnceInTheOrderOfUse() {
        assertEquals(
                List.of("table", "gain", "w", "bias", "experts", "apart"),
                everyStep().weights().stream().map(Weight::name).toList());
    }

    @Test
    void everyBufferIsListedOnceInTheOrderOfUse() {
        assertEquals(
                List.of("x", "h", "chosen", "x2", "last"),
                everyStep().buffers().stream().map(Buffer::name).toList());
    }

    @Test
    void listsAreCopied() {
        List<Step> input = new ArrayList<>();
        List<Step> layer = new ArrayList<>();
        List<List<Step>> layers = new ArrayList<>(List.of(layer));
        Program program = new Program(input, layers, input, LAST, new KvShape(1, 1, 8));
        input.add(new Step.Add(X, H));
        layer.add(new Step.Add(X, H));
        layers.clear();
        assertEquals(0, program.steps().size());
        assertEquals(1, program.layers().size());
    }

    @Test
    void aCellHasTheColumnsOfAllHeads() {
        assertEquals(1024, new KvShape(32, 8, 128).columns(31));
        KvShape uneven = new KvShape(List.of(8, 2), 16);
        assertEquals(32, uneven.columns(1));
        assertEquals(2 * (128 + 32) * 4, uneven.bytes(Formats.F32, Formats.F32));
        assertEquals(new KvShape(1, 2, 16), uneven.of(List.of(new Step.Add(X, H), new Step.StoreKv(1, X, H))));
    }

    static Program everyStep() {
        Weight gain = weight("gain", 1);
        return new Program(
                List.of(new Step.Embed(weight("table", 5), X), new Step.Given(H)),
                List.of(
                        List.of(
                                new Step.RmsNorm(X, gain, 1e-5f, H),
                                new Step.MatMul(weight("w", 8), X, H),
                                new Step.AddBias(weight("bias", 1), H),
                                new Step.Rope(H, 4, new Rotation(List.of(1f), 1)),
                                new Step.StoreKv(0, H, X)),
                        List.of(
                                new Step.Attend(0, H, 2, 1, 1, X),
                                new Step.SwiGlu(X, H, X),
                                new Pointwise.GeGlu(X, H, X),
                                new Pointwise.Scale(X, 2),
                                new Pointwise.SoftCap(X, 3),
                                new Pointwise.Strengthen(X, 0, 1, 1),
                                new Experts.Route(X, 2, Buffer.ofTokens("chosen", 4)),
                                new Experts.Product(weight("experts", 8 * 4), 8, X, Buffer.ofTokens("chosen", 4), H),
                                new Experts.Product(
                                        weight("apart", 8 * 4),
                                        8,
                                        Buffer.ofTokens("x2", 16),
                                        Buffer.ofTokens("chosen", 4),
                                        H),
                                new Experts.Blend(Buffer.ofTokens("x2", 16), Buffer.ofTokens("chosen", 4), H),
                                new Step.Add(H, X))),
                List.of(new Step.SelectOutputs(X, LAST), new Step.RmsNorm(LAST, gain, 1e-5f, LAST)),
                LAST,
                new KvShape(1, 1, 4));
    }

    private static Weight weight(String name, int rows) {
        return new Weight(name, Formats.F32, rows, 8, MemorySegment.NULL);
    }
}
