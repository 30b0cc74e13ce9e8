package org.cria.kernels.backend;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.cria.emulator.Emulator;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.backend.cpu.bytes.WeightReaders;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.format.Format;
import org.cria.kernels.program.Program;

/**
 * A way to run programs that the contract is checked for.
 *
 * @param cpu what the settings of a run say about the CPU
 * @param compiler lowers a program
 * @param holes cells of the matrix, such as {@code MatMul Q2_K}, that this way is known to lack
 */
record Contender(
        String name, CpuArithmetic cpu, BiFunction<Program, Settings, Executable> compiler, List<String> holes) {
    /** What the kernels for devices lack: formats that are rare in files. */
    static final List<String> DEVICE_HOLES = Stream.of("Embed", "MatMul", "Product")
            .flatMap(step -> Stream.of("Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "IQ4_NL", "IQ4_XS")
                    .map(format -> step + " " + format))
            .toList();

    /** One line each; a new backend adds its own. */
    static List<Contender> all() {
        return List.of(
                cpu("cpu", Kernels.AUTO, Activations.F32),
                cpu("cpu-plain", Kernels.PLAIN, Activations.F32),
                cpu("cpu-q8", Kernels.AUTO, Activations.Q8),
                new Contender(
                        "emulator",
                        CpuArithmetic.EXACT,
                        (p, s) -> new EmulatorBackend().compile(p, s.withDecodedRows(8)),
                        DEVICE_HOLES),
                new Contender(
                        "emulator-gpu",
                        CpuArithmetic.EXACT,
                        (p, s) -> EmulatorBackend.compile(p, s.withDecodedRows(8), DeviceShape.gpu(), new Emulator()),
                        DEVICE_HOLES));
    }

    private static Contender cpu(String name, Kernels kernels, Activations activations) {
        return new Contender(
                name, new CpuArithmetic(kernels, activations), (p, s) -> new CpuBackend().compile(p, s), List.of());
    }

    /** The settings that it runs with. */
    Settings settings(Settings settings) {
        return settings.withCpu(cpu);
    }

    /** Whether it rounds what products with such weights take. */
    boolean rounds(Format format) {
        return cpu.activations() == Activations.Q8 && WeightReaders.formats().contains(format);
    }

    /** How often the cold run runs: what is watched at every step is slow, and as slow when warm. */
    int coldRuns() {
        return isWatched() ? 2 : 80;
    }

    /** Whether every access is watched. */
    boolean isWatched() {
        return name.startsWith("emulator");
    }

    /** Whether a cache can be kept in this format. */
    boolean keeps(Format format) {
        return !holes.contains("StoreKv " + format.name());
    }

    /** Whether products take weights in this format. */
    boolean multiplies(Format format) {
        return !holes.contains("MatMul " + format.name());
    }

    Executable compile(Program program, Settings settings) {
        return compiler.apply(program, settings(settings));
    }

    @Override
    public String toString() {
        return name;
    }
}
