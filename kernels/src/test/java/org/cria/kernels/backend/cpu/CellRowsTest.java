package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of the cache: what goes in comes out, rounded as the format says, from any cell and any head. */
final class CellRowsTest {
    private static final int COLUMNS = 160;

    static Stream<Format> formats() {
        return Settings.kvFormats().stream();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyHeadOfEveryCellComesBack(Format format) {
        try (Arena arena = Arena.ofConfined()) {
            CellRows rows = rows(arena, format);
            int[] cells = {0, 1, CellRows.PAGE_CELLS - 1, CellRows.PAGE_CELLS, 3 * CellRows.PAGE_CELLS - 1};
            for (int cell : cells) {
                rows.write(cell, values(cell), 7);
            }
            for (int cell : cells) {
                for (int headDims : new int[] {8, 10, 32, 80, 160}) {
                    for (int column = 0; column < COLUMNS; column += headDims) {
                        float[] target = new float[rows.scratch(headDims)];
                        int at = rows.read(cell, column, headDims, target, 0);
                        for (int i = 0; i < headDims; i++) {
                            assertEquals(
                                    rounded(format, values(cell), 7, column + i),
                                    target[at + i],
                                    "cell " + cell + ", column " + (column + i) + " by heads of " + headDims);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aCopyLeavesTheOtherCellsAlone(Format format) {
        try (Arena arena = Arena.ofConfined()) {
            CellRows rows = rows(arena, format);
            for (int cell = 254; cell < 258; cell++) {
                rows.write(cell, values(cell), 7);
            }
            rows.copy(255, 256);
            int[] held = {254, 255, 255, 257};
            for (int i = 0; i < held.length; i++) {
                float[] target = new float[rows.scratch(COLUMNS)];
                int at = rows.read(254 + i, 0, COLUMNS, target, 0);
                assertEquals(rounded(format, values(held[i]), 7, 99), target[at + 99], "cell " + (254 + i));
            }
        }
    }

    @Test
    void blocksOfZerosAndOfTinyValuesAreKept() {
        try (Arena arena = Arena.ofConfined()) {
            CellRows rows = rows(arena, Formats.Q8_0);
            float[] source = new float[COLUMNS];
            source[40] = Float.MIN_VALUE;
            source[70] = -1e-9f;
            source[100] = 127;
            source[101] = 0.5f;
            source[102] = -0.5f;
            source[103] = -0.4999f;
            rows.write(3, source, 0);
            float[] target = new float[rows.scratch(COLUMNS)];
            assertEquals(0, rows.read(3, 0, COLUMNS, target, 0));
            for (int i : new int[] {0, 40, 70, 103}) {
                assertEquals(0f, target[i] + 0f, "column " + i);
            }
            assertEquals(127f, target[100]);
            assertEquals(1f, target[101], "halves round away from zero");
            assertEquals(-1f, target[102], "halves round away from zero");
        }
    }

    @Test
    void aCellBeyondTheReservedOnesIsOutOfBounds() {
        try (Arena arena = Arena.ofConfined()) {
            CellRows rows = rows(arena, Formats.F16);
            assertThrows(
                    IndexOutOfBoundsException.class, () -> rows.write(3 * CellRows.PAGE_CELLS, new float[COLUMNS], 0));
            assertEquals(3L * CellRows.PAGE_CELLS * 2 * COLUMNS, rows.bytes());
        }
    }

    private static CellRows rows(Arena arena, Format format) {
        CellRows rows = new CellRows(arena, format, RowsByFormat.STANDARD.vector(format), COLUMNS);
        rows.reserve(3 * CellRows.PAGE_CELLS);
        return rows;
    }

    /** [7 + columns] */
    private static float[] values(int seed) {
        Random random = new Random(seed);
        float[] values = new float[7 + COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The rounding of ggml's quantize_row_q8_0_ref, written down again. */
    private static float rounded(Format format, float[] source, int start, int column) {
        return switch (format.name()) {
            case "F32" -> source[start + column];
            case "F16" -> Float.float16ToFloat(Float.floatToFloat16(source[start + column]));
            case "Q8_0" -> {
                float largest = 0;
                for (int i = 0; i < 32; i++) {
                    largest = Math.max(largest, Math.abs(source[start + column / 32 * 32 + i]));
                }
                float scale = largest / 127;
                float scaled = source[start + column] * (1 / scale);
                long steps = (long) Math.floor(Math.abs((double) scaled) + 0.5);
                float magnitude = steps * Float.float16ToFloat(Float.floatToFloat16(scale));
                yield scaled < 0 && steps > 0 ? -magnitude : magnitude;
            }
            default -> throw new IllegalArgumentException(format.name());
        };
    }
}
