package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Parts;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Test;

/** A program in parts computes what it computes as a whole. */
final class PipelineTest {
    private static final Settings SETTINGS = new Settings(2, 64, Formats.F32, Formats.F16, 80);

    private final Program program = SmallLlama.program(Formats.Q8_0, 11);
    private final CpuBackend cpu = new CpuBackend();

    @Test
    void aProgramCutAnywhereGivesTheSameBitsOnTheSameBackend() {
        for (int cut = 1; cut < Parts.units(program); cut++) {
            Speaker whole = new Speaker(cpu.compile(program, SETTINGS));
            Speaker parts = new Speaker(cut(cut, cpu, cpu));
            for (int turn = 0; turn < 3; turn++) {
                assertArrayEquals(whole.say(turn), parts.say(turn), "cut before unit " + cut + ", turn " + turn);
            }
            whole.executable.close();
            parts.executable.close();
        }
    }

    @Test
    void aProgramInUnitsOfItsOwnGivesTheSameBits() {
        List<Plan.Part> units = IntStream.range(0, Parts.units(program))
                .mapToObj(unit -> part(cpu, unit, unit + 1))
                .toList();
        try (Executable parts = new Plan(units, List.of()).compile(program, SETTINGS);
                Executable whole = cpu.compile(program, SETTINGS)) {
            assertArrayEquals(new Speaker(whole).say(0), new Speaker(parts).say(0));
        }
    }

    @Test
    void aDeviceAndTheHostShareAProgramInEitherOrder() {
        Speaker whole = new Speaker(cpu.compile(program, SETTINGS));
        float[] expected = whole.say(0);
        EmulatorBackend device = new EmulatorBackend();
        for (Executable mixed : List.of(cut(2, cpu, device), cut(2, device, cpu), cut(1, cpu, device))) {
            float[] found = new Speaker(mixed).say(0);
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < expected.length; i++) {
                difference += Math.pow(found[i] - expected[i], 2);
                norm += Math.pow(expected[i], 2);
            }
            // Values are kept in F16, so that a sum on the other side of a rounding is off by its step.
            assertTrue(Math.sqrt(difference / norm) < 1e-3, mixed.description() + " is off by " + difference / norm);
            mixed.close();
        }
        whole.executable.close();
    }

    @Test
    void aCellOfAllPartsIsACellOfTheWhole() {
        Speaker whole = new Speaker(cpu.compile(program, SETTINGS));
        Speaker parts = new Speaker(cut(2, cpu, cpu));
        whole.say(0);
        parts.say(0);
        KvStore one = whole.executable.kv();
        KvStore many = parts.executable.kv();
        assertEquals(one.cellBytes(), many.cellBytes());
        for (KvStore store : List.of(one, many)) {
            store.copy(3, 40);
            store.rotate(new int[] {40, 5}, 0, 2, -3);
        }
        byte[] read = read(many, 3, 40, 5);
        assertArrayEquals(read(one, 3, 40, 5), read);
        many.write(new int[] {60, 61, 62}, 0, 3, MemorySegment.ofArray(read));
        assertArrayEquals(read, read(many, 60, 61, 62));
        whole.executable.close();
        parts.executable.close();
    }

    private static byte[] read(KvStore store, int... cells) {
        byte[] bytes = new byte[Math.toIntExact(cells.length * store.cellBytes())];
        store.read(cells, 0, cells.length, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private Executable cut(int unit, Backend first, Backend second) {
        return new Plan(List.of(part(first, 0, unit), part(second, unit, Parts.units(program))), List.of())
                .compile(program, SETTINGS);
    }

    private Plan.Part part(Backend backend, int from, int to) {
        return new Plan.Part(backend, from, to, Footprint.of(Parts.part(program, from, to), SETTINGS, false));
    }

    /** The same batches for every executable: parts of a prompt of which some rows want logits, then single tokens. */
    private static final class Speaker {
        private final BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 80, 7);
        private final int sequence = builder.sequence(70);
        private final Executable executable;

        Speaker(Executable executable) {
            this.executable = executable;
            executable.kv().reserve(80);
        }

        float[] say(int turn) {
            Phase phase = turn == 2 ? Phase.DECODE : Phase.PREFILL;
            builder.rows(sequence, turn == 2 ? 1 : 9, true);
            if (turn == 1) {
                builder.rows(sequence, 20, false).row(sequence, true);
            }
            Output output = executable.forward(builder.build(phase));
            assertEquals(SmallLlama.VOCABULARY, output.columns());
            return java.util.Arrays.copyOf(output.values(), output.rows() * output.columns());
        }
    }
}
