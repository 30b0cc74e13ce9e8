package org.cria.kernels.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.SmallLlama;
import org.cria.kernels.backend.cpu.rows.RowsByFormat;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.junit.jupiter.api.Test;

/** How often threads wait for each other. Results are compared with those of one step after the other by all tests of backends. */
final class StagesTest {
    @Test
    void threadsWaitElevenTimesInALayerOfActivationsInBytes() {
        List<String> layer = List.of(
                "products 3", // q, its bias comes after k and v
                "rows",
                "attention",
                "rows", // rounded
                "products 1",
                "rows", // sum, norm, rounded
                "products 2",
                "gate",
                "rows",
                "products 1",
                "rows");
        List<String> all = Stream.of(List.of("rows"), layer, layer, List.of("select", "rows", "products 1"))
                .flatMap(List::stream)
                .toList();
        assertEquals(all, stages(Formats.Q8_0, Activations.Q8));
    }

    @Test
    void nothingIsRoundedForActivationsInFloats() {
        List<String> layer = List.of(
                "products 3", "rows", "attention", "products 1", "rows", "products 2", "gate", "products 1", "rows");
        List<String> all = Stream.of(List.of("rows"), layer, layer, List.of("select", "rows", "products 1"))
                .flatMap(List::stream)
                .toList();
        assertEquals(all, stages(Formats.Q8_0, Activations.F32));
    }

    private static List<String> stages(Format format, Activations activations) {
        Program program = SmallLlama.program(format, 5);
        CpuArithmetic cpu = new CpuArithmetic(Kernels.PLAIN, activations);
        Arithmetic arithmetic = new PlainArithmetic("as it is enough here", List.of(), RowsByFormat.STANDARD);
        CpuLoops loops = CpuLoops.of(arithmetic, Products.of(cpu, MachineCode.of(cpu)));
        try (CpuKvStore kv = new CpuKvStore(program, Formats.F16, Formats.F16, arithmetic)) {
            return new Lowering(program, loops, kv, 2)
                    .ops().stream().map(StagesTest::name).toList();
        }
    }

    private static String name(Op op) {
        return switch (op) {
            case RowOp _, RowOps _ -> "rows";
            case MatMulsOp products -> "products " + products.products().size();
            case AttendOp _ -> "attention";
            case GateOp _ -> "gate";
            case SelectOutputsOp _ -> "select";
            default -> op.getClass().getSimpleName();
        };
    }
}
