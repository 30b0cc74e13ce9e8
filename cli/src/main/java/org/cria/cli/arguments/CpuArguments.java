package org.cria.cli.arguments;

import java.util.Arrays;
import java.util.Iterator;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how the CPU computes. */
public final class CpuArguments {
    @Option(
            names = "--cpu-kernels",
            paramLabel = "SET",
            converter = KernelsReader.class,
            completionCandidates = KernelNames.class,
            description = "The CPU's loops: ${COMPLETION-CANDIDATES}. vector and plain use no machine code of ours."
                    + " Default: auto, the machine's fastest.")
    private Kernels kernels = CpuArithmetic.FASTEST.kernels();

    @Option(
            names = "--activations",
            paramLabel = "TYPE",
            converter = ActivationsReader.class,
            completionCandidates = ActivationNames.class,
            description = "What the CPU multiplies quantised weights with: ${COMPLETION-CANDIDATES}. q8 rounds"
                    + " activations to 8 bits, as llama.cpp does, and gives the same answers on every CPU; f32 is exact and"
                    + " slower. Default: auto, q8 where that makes a model faster.")
    private Activations activations = CpuArithmetic.FASTEST.activations();

    /** What the options say. */
    public CpuArithmetic arithmetic() {
        return new CpuArithmetic(kernels, activations);
    }

    /** Reads the name of loops. */
    static final class KernelsReader implements ITypeConverter<Kernels> {
        @Override
        public Kernels convert(String value) {
            try {
                return Kernels.named(value);
            } catch (CriaException e) {
                throw new TypeConversionException(Wording.of(e));
            }
        }
    }

    /** Reads the type of activations. */
    static final class ActivationsReader implements ITypeConverter<Activations> {
        @Override
        public Activations convert(String value) {
            try {
                return Activations.named(value);
            } catch (CriaException e) {
                throw new TypeConversionException(Wording.of(e));
            }
        }
    }

    /** The names of loops. */
    static final class KernelNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Kernels.values()).map(Kernels::label).iterator();
        }
    }

    /** The types of activations. */
    static final class ActivationNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Activations.values()).map(Activations::label).iterator();
        }
    }
}
