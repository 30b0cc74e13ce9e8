package org.cria.kernels.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class StepTest {
    private static final Buffer X8 = Buffer.ofTokens("x8", 8);
    private static final Buffer Y8 = Buffer.ofTokens("y8", 8);
    private static final Buffer X9 = Buffer.ofTokens("x9", 9);

    @Test
    void everyStepRefusesShapesThatDoNotFit() {
        refused("table", () -> new Step.Embed(weight("table", 5, 9), X8));
        refused("gain", () -> new Step.RmsNorm(X8, weight("gain", 1, 9), 1e-5f, Y8));
        refused("gain", () -> new Step.RmsNorm(X8, weight("gain", 1, 8), 1e-5f, X9));
        refused("gain", () -> new Step.RmsNorm(X8, weight("gain", 1, 3), 1e-5f, Y8));
        refused("gain", () -> new Step.RmsNorm(X8, weight("gain", 1, 16), 1e-5f, Y8));
        refused("w", () -> new Step.MatMul(weight("w", 9, 9), X8, X9));
        refused("w", () -> new Step.MatMul(weight("w", 8, 8), X8, X9));
        refused("bias", () -> new Step.AddBias(weight("bias", 1, 9), X8));
        refused("x9", () -> new Step.Rope(X9, 4, new Rotation(List.of(1f), 1)));
        refused("x8", () -> new Step.Rope(X8, 4, new Rotation(List.of(1f, 1f, 1f), 1)));
        refused("x8", () -> new Step.StoreKv(0, X8, X9));
        refused("x8", () -> new Step.Attend(0, X8, 3, 1, 1, Y8));
        refused("x8", () -> new Step.Attend(0, X8, 4, 3, 1, Y8));
        refused("x9", () -> new Step.Attend(0, X8, 4, 2, 1, X9));
        refused("x9", () -> new Step.SwiGlu(X8, X9, Y8));
        refused("x9", () -> new Step.SwiGlu(X8, Y8, X9));
        refused("x9", () -> new Step.Add(X8, X9));
        refused("x9", () -> new Step.SelectOutputs(X8, X9));
    }

    @Test
    void everyStepRefusesToMixRowsOfTokensWithRowsOfOutputs() {
        Buffer outputs = Buffer.ofOutputs("out8", 8);
        refused("out8", () -> new Step.RmsNorm(X8, weight("gain", 1, 8), 1e-5f, outputs));
        refused("out8", () -> new Step.MatMul(weight("w", 8, 8), X8, outputs));
        refused("out8", () -> new Step.SwiGlu(X8, Y8, outputs));
        refused("out8", () -> new Step.SwiGlu(X8, outputs, Y8));
        refused("out8", () -> new Step.Add(X8, outputs));
        refused("gain", () -> new Step.RmsNorm(X8, weight("gain", 2, 8), 1e-5f, Y8));
        refused("bias", () -> new Step.AddBias(weight("bias", 2, 8), X8));
    }

    @Test
    void aNormIsOfTheWholeRowOrOfEachGroup() {
        assertEquals(1, new Step.RmsNorm(X8, weight("gain", 1, 8), 1e-5f, Y8).groups());
        assertEquals(4, new Step.RmsNorm(X8, weight("gain", 1, 2), 1e-5f, Y8).groups());
    }

    @Test
    void aHeadIsItsShareOfTheColumns() {
        assertEquals(2, new Step.Attend(0, X8, 4, 2, 1, Y8).headDims());
        assertEquals(8, new Step.Attend(0, X8, 1, 1, 1, Y8).headDims());
    }

    @Test
    void aRotationTurnsPairsAndKeepsItsOwnCopy() {
        List<Float> frequencies = new ArrayList<>(List.of(1f, 0.5f));
        Rotation rotation = new Rotation(frequencies, 1);
        frequencies.clear();
        assertEquals(4, rotation.dims());
        assertEquals(List.of(1f, 0.5f), rotation.frequencies());
    }

    @Test
    void aBufferHasAtLeastOneColumn() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Buffer.ofTokens("none", 0));
        assertTrue(String.valueOf(refusal.getMessage()).contains("'none'"), refusal.getMessage());
        assertEquals(Buffer.Rows.OUTPUTS, Buffer.ofOutputs("last", 1).rows());
    }

    @Test
    void aWeightIsWholeBlocksAndAllItsBytes() {
        Format q8 = Formats.Q8_0;
        MemorySegment two = MemorySegment.ofArray(new byte[68]);
        assertEquals(34, new Weight("w", q8, 2, 32, two).rowBytes());
        assertEquals(68, new Weight("w", q8, 2, 32, two).bytes());
        assertThrows(IllegalArgumentException.class, () -> new Weight("w", q8, 2, 33, two));
        assertThrows(IllegalArgumentException.class, () -> new Weight("w", q8, 3, 32, two));
        assertThrows(IllegalArgumentException.class, () -> new Weight("w", q8, 0, 32, two));
        assertThrows(IllegalArgumentException.class, () -> new Weight("w", q8, 2, 0, two));
    }

    @Test
    void aWeightWithoutDataHasItsSizeStill() {
        Weight huge = new Weight("w", Formats.F32, 1 << 20, 1 << 20, MemorySegment.NULL);
        assertEquals(1L << 42, huge.bytes());
    }

    private static Weight weight(String name, int rows, int columns) {
        return new Weight(name, Formats.F32, rows, columns, MemorySegment.NULL);
    }

    /** The message names what does not fit. */
    private static void refused(String operand, Executable making) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, making);
        assertTrue(String.valueOf(refusal.getMessage()).contains("'" + operand + "'"), refusal.getMessage());
    }
}
