package org.cria.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.cria.cli.report.ByteCount;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.NewGguf;
import org.cria.model.huggingface.ModelFolder;
import org.cria.model.huggingface.OutputType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cria convert}: a folder from the Hugging Face hub becomes a GGUF file. */
@Command(
        name = "convert",
        description = {
            "Makes a GGUF file of a model as it is published on the Hugging Face hub.",
            "Reads config.json, the tokenizer's files and safetensors; families are those that Cria runs."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ConvertCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "The model's folder.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path folder;

    @Parameters(index = "1", paramLabel = "OUT.gguf", description = "The file to write; one that is there is replaced.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private Path output;

    @Option(
            names = "--outtype",
            paramLabel = "TYPE",
            defaultValue = "auto",
            description =
                    "The format of matrices: f32, f16, bf16, q8_0, or auto for the one they are stored in (default).")
    private OutputType type = OutputType.AUTO;

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    @SuppressWarnings("UnusedVariable") // Failures asks for it
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        Path target = target();
        long start = System.nanoTime();
        try (ModelFolder model = ModelFolder.open(folder)) {
            int tensors = model.tensorCount();
            int[] done = new int[1];
            try (PromptProgress progress = new PromptProgress("converting", PromptProgress.onTerminal())) {
                NewGguf file = model.file(
                        type,
                        () -> progress.show(done[0]++, tensors),
                        shapes -> Families.define(shapes, ProgramRewrite.NONE));
                checkSpace(file.fileBytes());
                file.write(target);
            }
            System.err.printf(
                    Locale.ROOT,
                    "%s: %s, %s, %s, %.1f s%n",
                    output,
                    Count.of(tensors, "tensor"),
                    (type == OutputType.AUTO ? model.storedType() : type).name(),
                    ByteCount.text(Files.size(target)),
                    (System.nanoTime() - start) / 1e9);
        }
        return 0;
    }

    private Path target() {
        Path target = output.toAbsolutePath().normalize();
        if (Files.isDirectory(target)) {
            throw new ParameterException(
                    spec.commandLine(),
                    output + " is a folder, expected the name of a file to write, such as model.gguf.");
        }
        if (!target.getFileName().toString().endsWith(".gguf")) {
            throw new ParameterException(
                    spec.commandLine(), output + " is no name of a GGUF file, expected one that ends in .gguf.");
        }
        if (!Files.isDirectory(place())) {
            throw new CriaException(output + ": there is no folder " + place()
                    + ", expected one to write into. Make it, or name another.");
        }
        return target;
    }

    /** The folder that the file is to be in. */
    private Path place() {
        return Objects.requireNonNullElse(output.toAbsolutePath().normalize().getParent(), output);
    }

    private void checkSpace(long bytes) throws IOException {
        long free = Files.getFileStore(place()).getUsableSpace();
        if (free < bytes) {
            throw new CriaException(output + ": the disk has " + ByteCount.text(free) + " left, expected "
                    + ByteCount.text(bytes) + " for the file. Make room, or name another place.");
        }
    }
}
