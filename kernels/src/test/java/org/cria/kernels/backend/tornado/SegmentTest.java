package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.cria.emulator.Emulator;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.junit.jupiter.api.Test;

/** Which layers share a graph, and where an array would be larger than a device takes. */
final class SegmentTest {
    private static final Settings SETTINGS = new Settings(1, 8, Formats.F16, Formats.F16, 32);
    private static final int LAYERS = 5;
    private static final long PLENTY = Integer.MAX_VALUE;
    /** Of one layer, the matrices of attention's queries and output. */
    private static final long LARGEST = 4L * Small.WIDTH * Small.HEADS * Small.DIMS;

    private static List<Integer> sizes(Program program, int cells, long arrayBytes) {
        return Segment.of(program, SETTINGS, cells, arrayBytes).stream()
                .map(segment -> segment.layers().size())
                .toList();
    }

    @Test
    void layersThatDifferInNothingButWeightsAreOneSegment() {
        assertEquals(List.of(LAYERS), sizes(new Small(LAYERS).program(), 32, PLENTY));
    }

    @Test
    void aSegmentEndsWhereItsLargestArrayWouldPassTheLimit() {
        Program program = new Small(LAYERS).program();
        assertEquals(List.of(2, 2, 1), sizes(program, 32, 2 * LARGEST));
        assertEquals(List.of(1, 1, 1, 1, 1), sizes(program, 32, 2 * LARGEST - 1));
        int cells = (int) (LARGEST / (2 * Small.DIMS)); // a layer's cache is as large as its largest matrix
        assertEquals(List.of(4, 1), sizes(program, cells, 4 * LARGEST));
        assertEquals(List.of(2, 2, 1), sizes(program, 2 * cells, 4 * LARGEST));
    }

    /** 70B at 128 Ki positions: 80 caches of 256 MiB each for keys, more than 2³¹ elements together. */
    @Test
    void aCacheOfMoreThanAllIndicesIsSplit() {
        List<List<Step>> layers = new ArrayList<>();
        Buffer kv = Buffer.ofTokens("kv", 1024);
        for (int layer = 0; layer < 80; layer++) {
            layers.add(List.of(new Step.StoreKv(layer, kv, kv)));
        }
        Program program =
                new Program(List.of(), layers, List.of(), Buffer.ofOutputs("logits", 1), new KvShape(80, 8, 128));
        List<Integer> sizes = sizes(program, 131_072, PLENTY);
        assertEquals(80, sizes.stream().mapToInt(i -> i).sum());
        assertTrue(sizes.stream().allMatch(size -> size * 1024L * 131_072 * 2 < 1L << 31), sizes.toString());
        assertTrue(80L * 1024 * 131_072 > 1L << 31);
    }

    @Test
    void formatsThatAlternateMakeTwoSegments() {
        List<List<Step>> layers = new ArrayList<>();
        Buffer x = Buffer.ofTokens("x", 256);
        Buffer y = Buffer.ofTokens("y", 256);
        for (int layer = 0; layer < 6; layer++) {
            Format format = layer % 2 == 0 ? Formats.Q4_K : Formats.Q6_K;
            layers.add(List.of(new Step.MatMul(new Weight("w" + layer, format, 256, 256, MemorySegment.NULL), x, y)));
        }
        Program program =
                new Program(List.of(), layers, List.of(), Buffer.ofOutputs("logits", 1), new KvShape(1, 1, 32));
        List<Segment> segments = Segment.of(program, SETTINGS, 32, PLENTY);
        assertEquals(2, segments.size());
        assertEquals(List.of(0, 2, 4), segments.getFirst().first());
        assertEquals(List.of(1, 3, 5), segments.getLast().first());
    }

    @Test
    void aMatrixThatIsTooLargeIsRefusedWithWhatHelps() {
        CriaException refusal = assertThrows(CriaException.class, () -> sizes(new Small(2).program(), 32, LARGEST - 1));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("layer 0 of 2") && message.contains("device cpu"), message);
    }

    @Test
    void howLayersAreGroupedDoesNotShow() {
        assertArrayEquals(logits(PLENTY), logits(3 * LARGEST));
    }

    @Test
    void aCacheThatCannotGrowKeepsWhatItHas() {
        float[] expected = logits(PLENTY);
        DeviceShape shape = new DeviceShape(2, 4, 2, 4, 4, false, 2, 6, 3 * LARGEST, false);
        try (Executable executable =
                EmulatorBackend.compile(new Small(LAYERS).program(), SETTINGS, shape, new Emulator())) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3, 4, 5);
            talk.token(6);
            executable.kv().reserve((int) (4 * LARGEST / Small.DIMS));
            assertThrows(CriaException.class, () -> executable.kv().copy(0, 31), "larger than a device takes");
            assertArrayEquals(expected, talk.token(7));
        }
    }

    private static float[] logits(long arrayBytes) {
        DeviceShape shape = new DeviceShape(2, 4, 2, 4, 4, false, 2, 6, arrayBytes, false);
        try (Executable executable =
                EmulatorBackend.compile(new Small(LAYERS).program(), SETTINGS, shape, new Emulator())) {
            executable.kv().reserve(32);
            Talk talk = new Talk(executable);
            talk.prompt(true, 1, 2, 3, 4, 5);
            talk.token(6);
            return talk.token(7);
        }
    }
}
