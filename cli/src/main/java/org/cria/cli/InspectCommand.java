package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cria.cli.arguments.MemoryArguments;
import org.cria.cli.inspect.InspectJson;
import org.cria.cli.inspect.InspectText;
import org.cria.cli.inspect.Inspection;
import org.cria.cli.models.ModelFile;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cria inspect}: what is in a model file. */
@Command(
        name = "inspect",
        description = {
            "Shows what is in a model file.",
            "Kind, memory, formats, chat template, tensors and metadata; also of files that Cria cannot run."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class InspectCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "The same as -m MODEL.")
    private @Nullable Path positional;

    @Mixin
    private final ModelFile model = new ModelFile();

    @Mixin
    private final MemoryArguments memory = new MemoryArguments();

    @Option(names = "--json", description = "Prints one JSON object; arrays of the metadata are cut there too.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Lists every tensor instead of groups; on failure, prints the stack trace.")
    private boolean verbose;

    @Override
    public Integer call() {
        try (Gguf gguf = ModelFiles.open(file())) {
            Inspection inspection = Inspection.of(gguf, memory.options());
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            if (json) {
                out.println(InspectJson.of(inspection));
            } else {
                out.print(new InspectText(inspection, verbose).text());
            }
            out.flush();
        }
        return 0;
    }

    private Path file() {
        if (positional == null) {
            return model.file();
        }
        if (model.isGiven()) {
            throw new ParameterException(spec.commandLine(), "both MODEL and -m name a model: use one of them.");
        }
        return model.other(positional);
    }
}
