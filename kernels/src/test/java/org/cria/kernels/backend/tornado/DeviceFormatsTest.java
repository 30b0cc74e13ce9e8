package org.cria.kernels.backend.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.lower.Support;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.FormatTable;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.junit.jupiter.api.Test;

/** The README's table of formats says what devices of TornadoVM's can multiply and look up. */
class DeviceFormatsTest {
    private static final String COLUMN = "device";
    private static final int COLUMNS = 256; // a whole number of blocks of every format
    private static final Settings SETTINGS = new Settings(1, 1, Formats.F16, Formats.F16);

    @Test
    void theReadmeListsTheFormatsThatHaveKernels() throws IOException {
        assertEquals(names(DeviceFormatsTest::hasKernels), FormatTable.read().formats(COLUMN, "own kernel"));
    }

    @Test
    void theReadmeListsTheFormatsThatHaveNone() throws IOException {
        assertEquals(
                names(Predicate.not(DeviceFormatsTest::hasKernels)),
                FormatTable.read().formats(COLUMN, "none"));
    }

    @Test
    void aRefusalListsTheFormatsThatHaveKernels() {
        Program program = program(Formats.F32, Formats.Q4_1);
        String refusal = Support.missing(program, SETTINGS, "tornado")
                .orElseThrow()
                .remedy()
                .toString();
        assertEquals(names(DeviceFormatsTest::hasKernels), listed(refusal), refusal);
    }

    private static List<String> listed(String refusal) {
        String list =
                refusal.substring(refusal.lastIndexOf(" of ") + " of ".length()).replace(".", "");
        return Stream.of(list.split(",", -1)).map(String::strip).sorted().toList();
    }

    private static List<String> names(Predicate<Format> which) {
        return Formats.all().stream().filter(which).map(Format::name).sorted().toList();
    }

    /** Whether both a table and a matrix may be in it. */
    private static boolean hasKernels(Format format) {
        boolean table = new TornadoBackend()
                .obstacle(program(format, Formats.F32), SETTINGS)
                .isEmpty();
        boolean matrix = new TornadoBackend()
                .obstacle(program(Formats.F32, format), SETTINGS)
                .isEmpty();
        assertEquals(table, matrix, format.name());
        return matrix;
    }

    private static Program program(Format table, Format matrix) {
        Buffer x = Buffer.ofTokens("x", COLUMNS);
        Buffer y = Buffer.ofTokens("y", 2);
        Buffer logits = Buffer.ofOutputs("logits", 2);
        return new Program(
                List.of(new Step.Embed(weight("table", table), x)),
                List.of(List.of(new Step.MatMul(weight("matrix", matrix), x, y))),
                List.of(new Step.SelectOutputs(y, logits)),
                logits,
                new KvShape(1, 1, 32));
    }

    private static Weight weight(String name, Format format) {
        return new Weight(name, format, 2, COLUMNS, Arena.ofAuto().allocate(format.bytes(2L * COLUMNS), Float.BYTES));
    }
}
