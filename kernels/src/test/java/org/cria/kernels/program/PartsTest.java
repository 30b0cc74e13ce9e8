package org.cria.kernels.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;

final class PartsTest {
    private static final Buffer X = Buffer.ofTokens("x", 8);
    private static final Buffer H = Buffer.ofTokens("h", 8);
    private static final Buffer LAST = Buffer.ofOutputs("last", 8);

    @Test
    void aPartBeginsWithWhatItIsGivenAndEndsWithWhatTheNextOneNeeds() {
        Program part = Parts.part(program(false), 2, 3);
        assertEquals(List.of(new Step.Given(X)), part.input());
        assertEquals(List.of(), part.output());
        assertEquals(X, part.logits());
        assertEquals(1, part.kv().layers());
        assertEquals(new Step.StoreKv(0, H, H), part.layers().getFirst().get(1), "its caches are counted from 0");
    }

    @Test
    void theLastPartEndsAsTheWholeDoes() {
        Program part = Parts.part(program(false), 2, 4);
        assertEquals(LAST, part.logits());
        assertEquals(1, part.output().size());
    }

    @Test
    void aProgramIsNotCutWhereItPassesTwoBuffersOn() {
        assertEquals(List.of(X), List.of(Parts.part(program(true), 0, 1).logits()));
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> Parts.part(program(true), 0, 2))
                        .getMessage());
        assertTrue(message.contains("before unit 2") && message.contains("name=h"), message);
    }

    /** @param leaky the second layer uses what the first one left in {@code h} */
    private static Program program(boolean leaky) {
        Weight square = new Weight("w", Formats.F32, 8, 8, MemorySegment.NULL);
        List<Step> first = List.of(new Step.MatMul(square, X, H), new Step.StoreKv(0, H, H), new Step.Add(H, X));
        List<Step> second = List.of(new Step.MatMul(square, X, H), new Step.StoreKv(1, H, H), new Step.Add(H, X));
        return new Program(
                List.of(new Step.Embed(new Weight("table", Formats.F32, 5, 8, MemorySegment.NULL), X)),
                List.of(first, leaky ? second.subList(1, 3) : second),
                List.of(new Step.SelectOutputs(X, LAST)),
                LAST,
                new KvShape(2, 1, 8));
    }
}
