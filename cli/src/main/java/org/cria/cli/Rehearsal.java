package org.cria.cli;

import java.nio.file.Path;
import java.util.List;
import org.cria.cli.models.BuiltInModel;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.CpuArithmetic.Activations;
import org.cria.kernels.backend.CpuArithmetic.Kernels;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.cria.model.ModelOptions;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;

/**
 * What the launcher runs once, unseen, to learn which classes a start needs: it has the JVM keep them in an archive, from which
 * later starts map them ready for use. Needs nothing but the built-in model.
 */
final class Rehearsal {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("run", "--help"),
            List.of("models"),
            List.of("inspect"),
            List.of("tokenize", "-p", "Hello!"),
            List.of("run", "-p", "Hello!", "-n", "4"),
            List.of("chat", "-p", "Hello!", "-n", "4"));

    private Rehearsal() {}

    public static void main(String[] args) {
        for (List<String> command : COMMANDS) {
            Main.run(command.toArray(String[]::new));
        }
        BuiltInModel.entry().ifPresent(model -> warmUp(model.file()));
        System.exit(0); // for the classes of the end
    }

    /** The loops that large models begin with: of vectors, small ones take them much later, and machine code. */
    private static void warmUp(Path model) {
        try (Gguf gguf = ModelFiles.open(model)) {
            Program program = Families.define(gguf, ProgramRewrite.NONE).program();
            for (Activations activations : List.of(Activations.F32, Activations.Q8)) {
                Settings settings = ModelOptions.defaults()
                        .withCpu(new CpuArithmetic(Kernels.AUTO, activations))
                        .settings(1);
                try (Executable executable = Backends.host().compile(program, settings)) {
                    executable.warmUp();
                }
            }
        }
    }
}
