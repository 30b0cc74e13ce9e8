package org.cria.kernels.backend;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.program.Program;

/** How the CPU computes: in which loops, and how exactly products of quantised weights take their activations. */
public record CpuArithmetic(Kernels kernels, Activations activations) {
    /** The widest loops of this machine. Activations in 8 bits where there is machine code for them, save in small programs. */
    public static final CpuArithmetic FASTEST = new CpuArithmetic(Kernels.AUTO, Activations.AUTO);

    /** Activations as they are, with the bits of the widest loops of the Vector API: what other arithmetic is compared with. */
    public static final CpuArithmetic EXACT = new CpuArithmetic(Kernels.AUTO, Activations.F32);

    private static final long SMALL_BYTES = 16L << 20;

    /**
     * Whether a program's tokens read so little (less than 16 MiB) that loading and compiling fast loops beforehand takes longer than it
     * saves: small programs begin without them, and no model has them warmed up.
     */
    public static boolean isSmall(Program program) {
        return Receipt.tokenBytes(program) < SMALL_BYTES;
    }

    /** Loops, from the machine's widest to what runs everywhere. */
    public enum Kernels {
        /** What is fastest on this machine. */
        AUTO,
        /** Machine code for AVX-512 with VNNI and VBMI. */
        AVX512,
        /** Machine code for AVX2 with VNNI. */
        AVX_VNNI,
        /** Machine code for AVX2. */
        AVX2,
        /** The Vector API, no machine code. */
        VECTOR,
        /** Plain Java loops. */
        PLAIN;

        /** As users name them: {@code avx-vnni}. */
        public String label() {
            return labelled(this);
        }

        /**
         * The loops of this name.
         *
         * @throws CriaException when there are none
         */
        public static Kernels named(String name) {
            return CpuArithmetic.named(values(), new Control("CPU kernels"), name);
        }
    }

    /** What products of quantised weights take. */
    public enum Activations {
        /** 8 bits where there is machine code for them, else f32; where loops are a choice too, small programs keep f32. */
        AUTO,
        /** 8 bits, a scale for 32 values: results are the same in all loops, on all machines. */
        Q8,
        /** 32-bit floating point. */
        F32;

        /** As users name them. */
        public String label() {
            return labelled(this);
        }

        /**
         * The type of this name.
         *
         * @throws CriaException when there is none
         */
        public static Activations named(String name) {
            return CpuArithmetic.named(values(), new Control("activations"), name);
        }
    }

    private static String labelled(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E named(E[] values, Control control, String name) {
        return Arrays.stream(values)
                .filter(value -> labelled(value).equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new CriaException(Explanation.of(
                        control.names(),
                        " is '" + name + "', expected "
                                + Arrays.stream(values)
                                        .map(CpuArithmetic::labelled)
                                        .collect(Collectors.joining(", ")))));
    }
}
