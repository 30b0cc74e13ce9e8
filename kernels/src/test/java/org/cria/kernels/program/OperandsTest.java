package org.cria.kernels.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

/** What steps say about themselves, each of them. */
final class OperandsTest {
    private static final Buffer X = Buffer.ofTokens("x", 8);
    private static final Buffer H = Buffer.ofTokens("h", 8);

    @Test
    void everyStepHandsOverAllThatItHas() throws ReflectiveOperationException {
        for (Step step : ProgramTest.everyStep().steps()) {
            Set<Object> found = new HashSet<>(step.reads());
            found.addAll(step.writes());
            found.addAll(step.weights());
            Set<Object> expected = new HashSet<>();
            OptionalInt layer = OptionalInt.empty();
            for (RecordComponent part : step.getClass().getRecordComponents()) {
                Object value = part.getAccessor().invoke(step);
                if (value instanceof Buffer || value instanceof Weight) {
                    expected.add(value);
                }
                if (part.getName().equals("layer")) {
                    layer = OptionalInt.of((int) value);
                }
            }
            assertEquals(expected, found, step.name());
            assertEquals(layer, step.cacheLayer(), step.name());
        }
    }

    @Test
    void everyStepIsItselfWithItsOwnOperands() {
        for (Step step : ProgramTest.everyStep().steps()) {
            assertEquals(step, step.with(new Operands() {}));
        }
        assertEquals(ProgramTest.everyStep(), ProgramTest.everyStep().with(new Operands() {}));
    }

    @Test
    void everyStepFollowsItsBuffersToOtherSizes() {
        Operands twiceAsWide = new Operands() {
            @Override
            public Buffer buffer(Buffer buffer) {
                return new Buffer(buffer.name(), buffer.rows(), twice(buffer));
            }

            @Override
            public Weight weight(Weight weight, Weight.Role role, int rows, int columns) {
                return OperandsTest.weight(weight.name(), rows, columns);
            }
        };
        for (Step step : ProgramTest.everyStep().steps()) {
            List<Integer> expected =
                    buffers(step).stream().map(OperandsTest::twice).toList();
            Step wide = step.with(twiceAsWide);
            assertEquals(expected, buffers(wide).stream().map(Buffer::columns).toList(), step.name());
        }
        assertEquals(
                new Step.Attend(0, wide(H), 4, 2, 1, wide(X)),
                new Step.Attend(0, H, 2, 1, 1, X).with(twiceAsWide),
                "heads stay as wide as they were");
        assertEquals(
                new Step.RmsNorm(wide(X), weight("gain", 1, 16), 1, wide(H)),
                new Step.RmsNorm(X, weight("gain", 1, 8), 1, H).with(twiceAsWide),
                "a norm of the whole row stays one");
        assertEquals(
                new Step.RmsNorm(wide(X), weight("gain", 1, 4), 1, wide(H)),
                new Step.RmsNorm(X, weight("gain", 1, 4), 1, H).with(twiceAsWide),
                "groups stay as wide as they were");
    }

    @Test
    void whatAStepReadsAndWrites() {
        assertEquals(List.of(X, H), new Step.Add(X, H).reads());
        assertEquals(List.of(H), new Step.Add(X, H).writes());
        assertEquals(List.of(X, H), new Step.StoreKv(3, X, H).reads());
        assertEquals(List.of(), new Step.StoreKv(3, X, H).writes());
        assertEquals(List.of(X, H), new Step.SwiGlu(X, H, H).reads());
        assertEquals(List.of(H), new Step.SwiGlu(X, H, H).writes());
        assertEquals(List.of(), new Step.Given(X).reads());
        assertEquals(List.of(X), new Step.Rope(X, 4, new Rotation(List.of(1f), 1)).reads());
        assertEquals(List.of(X), new Step.Rope(X, 4, new Rotation(List.of(1f), 1)).writes());
    }

    @Test
    void aWeightIsLookedUpOrMultipliedOrGoesWithColumns() {
        Weight w = weight("w", 8, 8);
        Weight v = weight("v", 1, 8);
        assertEquals(List.of(w), new Step.Embed(w, X).weights(Weight.Role.TABLE));
        assertEquals(List.of(w), new Step.MatMul(w, X, H).weights(Weight.Role.MATRIX));
        assertEquals(List.of(v), new Step.AddBias(v, X).weights(Weight.Role.VECTOR));
        assertEquals(List.of(v), new Step.RmsNorm(X, v, 1, H).weights(Weight.Role.VECTOR));
        assertEquals(List.of(), new Step.RmsNorm(X, v, 1, H).weights(Weight.Role.MATRIX));
    }

    @Test
    void aStepInWordsSaysWhatDecidesWhichCodeRuns() {
        KvShape kv = new KvShape(1, 2, 4);
        assertEquals("F32 [8, 8]", new Step.MatMul(weight("w", 8, 8), X, H).shape(kv));
        assertEquals("8", new Step.AddBias(weight("v", 1, 8), X).shape(kv));
        assertEquals("8", new Step.Given(X).shape(kv));
        assertEquals("8", new Step.RmsNorm(X, weight("v", 1, 8), 1, H).shape(kv));
        assertEquals("8 in groups of 4", new Step.RmsNorm(X, weight("v", 1, 4), 1, H).shape(kv));
        assertEquals("2 × 4, 2 turn", new Step.Rope(X, 4, new Rotation(List.of(1f), 1)).shape(kv));
        assertEquals(
                "2 × 4, 2 turn in halves",
                new Step.Rope(X, 4, new Rotation(List.of(1f), 1, Rotation.Pairing.HALVES)).shape(kv));
        assertEquals("4/2 × 2, capped, 16 seen", new Step.Attend(0, X, 4, 2, 1, 30, 16, H).shape(kv));
        assertEquals("2 × 4", new Step.StoreKv(0, X, H).shape(kv));
        assertEquals("4/2 × 2", new Step.Attend(0, X, 4, 2, 1, H).shape(kv));
    }

    /** But of experts as many are chosen as before. */
    private static int twice(Buffer buffer) {
        return buffer.name().equals("chosen") ? buffer.columns() : 2 * buffer.columns();
    }

    private static List<Buffer> buffers(Step step) {
        List<Buffer> buffers = new ArrayList<>(step.reads());
        buffers.addAll(step.writes());
        return buffers;
    }

    private static Buffer wide(Buffer buffer) {
        return Buffer.ofTokens(buffer.name(), 2 * buffer.columns());
    }

    private static Weight weight(String name, int rows, int columns) {
        return new Weight(name, Formats.F32, rows, columns, MemorySegment.NULL);
    }
}
