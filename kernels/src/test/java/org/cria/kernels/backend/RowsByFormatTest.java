package org.cria.kernels.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.cpu.rows.Rows;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Test;

/** A run brings a row kernel of its own, and no file of the backend is touched for it. */
final class RowsByFormatTest {
    private static final Settings SETTINGS = new Settings(2, 64, Formats.F32, Formats.F32);
    /** As {@link BackendContractTest} allows a whole model. */
    private static final double TOLERANCE = 40 * Math.sqrt(96) * Bounded.EPSILON * 4;

    /** What a prompt and then a token give, and how far the latter is from what its steps say. */
    private record Outcome(float[] prompt, float[] token, double distance) {}

    private static Outcome outcome(RowsByFormat rows) {
        Program program = SmallLlama.program(Formats.Q8_0, 3);
        DoubleInterpreter reference = new DoubleInterpreter(program, SETTINGS);
        BatchBuilder builder = new BatchBuilder(SmallLlama.VOCABULARY, 200, 5);
        int sequence = builder.sequence(60);
        Batch prompt = builder.rows(sequence, 21, true).build(Phase.PREFILL);
        Batch token = builder.row(sequence, true).build(Phase.DECODE);
        try (Executable executable = new CpuBackend().with(rows).compile(program, SETTINGS)) {
            executable.kv().reserve(builder.cells());
            reference.forward(prompt);
            float[] first = PromptRun.logits(executable, prompt);
            float[] next = PromptRun.logits(executable, token);
            return new Outcome(first, next, reference.forward(token).distance(next));
        }
    }

    @Test
    void anOwnKernelRunsInPlaceOfTheBackends() {
        Outcome standard = outcome(RowsByFormat.STANDARD);
        Outcome own = outcome(RowsByFormat.STANDARD.replacing(Formats.Q8_0, new OwnQ8Rows(0)));
        assertArrayEquals(standard.prompt, own.prompt, "prompts decode rows, to the same bits");
        assertFalse(Arrays.equals(standard.token, own.token), "tokens multiply rows, and round otherwise");
        assertTrue(own.distance <= TOLERANCE, own.distance + " of the norm away");
    }

    @Test
    void anOwnKernelThatIsWrongIsFound() {
        Outcome wrong = outcome(RowsByFormat.STANDARD.replacing(Formats.Q8_0, new OwnQ8Rows(1)));
        assertTrue(wrong.distance > TOLERANCE, wrong.distance + " of the norm away");
    }

    @Test
    void theTableThatIsChangedStaysAsItIs() {
        Rows own = new OwnQ8Rows(0);
        RowsByFormat changed = RowsByFormat.STANDARD.replacing(Formats.Q8_0, own);
        assertSame(own, changed.vector(Formats.Q8_0));
        assertSame(own, changed.plain(Formats.Q8_0));
        assertNotSame(own, RowsByFormat.STANDARD.vector(Formats.Q8_0));
        assertSame(RowsByFormat.STANDARD.vector(Formats.F16), changed.vector(Formats.F16));
    }
}
