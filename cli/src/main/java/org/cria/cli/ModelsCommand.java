package org.cria.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cria.cli.models.BuiltInModel;
import org.cria.cli.models.ModelFolders;
import org.cria.cli.report.ByteCount;
import org.cria.cli.report.Table;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Gguf;
import org.cria.model.inspect.FileSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cria models}: the models that can be named instead of their paths. */
@Command(
        name = "models",
        description = {
            "Lists the models at hand.",
            "They are the GGUF files in the folders of $" + ModelFolders.VARIABLE
                    + " (a list such as PATH) and in ~/.cache/cria/models, and the built-in one. -m takes their names."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Prints one JSON object: folders, models [{name, file, …}].")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the files too; on failure, prints the stack trace.")
    private boolean verbose;

    /** A model, or why its file cannot be read. */
    private record Listed(
            ModelFolders.Entry entry,
            long bytes,
            Optional<FileSummary> summary,
            Optional<Integer> context,
            String reason) {
        static Listed read(ModelFolders.Entry entry) {
            try (Gguf gguf = Gguf.open(entry.file())) {
                return new Listed(
                        entry,
                        gguf.fileBytes(),
                        Optional.of(FileSummary.of(gguf)),
                        FileSummary.contextLength(gguf),
                        "");
            } catch (CriaException e) {
                return new Listed(entry, 0, Optional.empty(), Optional.empty(), Wording.of(e));
            }
        }
    }

    @Override
    public Integer call() {
        ModelFolders folders = ModelFolders.of(System.getenv());
        List<Listed> models = Stream.concat(folders.models().stream(), BuiltInModel.entry().stream())
                .map(Listed::read)
                .toList();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        if (json) {
            out.println(json(folders, models));
        } else if (models.isEmpty()) {
            System.err.println("no models in " + folders.text() + ". Put GGUF files there, or name their folder in $"
                    + ModelFolders.VARIABLE + ".");
        } else {
            out.print(text(models));
        }
        out.flush();
        return 0;
    }

    private String text(List<Listed> models) {
        Table table = verbose
                ? new Table("NAME", ">SIZE", "FORMAT", ">CONTEXT", "FILE")
                : new Table("NAME", ">SIZE", "FORMAT", ">CONTEXT");
        StringBuilder unreadable = new StringBuilder();
        for (Listed model : models) {
            String name = model.entry().name();
            String file = model.entry().file().toString();
            model.summary()
                    .ifPresentOrElse(
                            summary -> {
                                String size = ByteCount.text(model.bytes());
                                String context =
                                        model.context().map(String::valueOf).orElse("?");
                                if (verbose) {
                                    table.row(name, size, summary.fileType(), context, file);
                                } else {
                                    table.row(name, size, summary.fileType(), context);
                                }
                            },
                            () -> unreadable
                                    .append(unreadable.isEmpty() ? "\nunreadable:\n" : "")
                                    .append("  ")
                                    .append(verbose ? file + ": " : "")
                                    .append(model.reason())
                                    .append('\n'));
        }
        return table.text("") + unreadable;
    }

    private static String json(ModelFolders folders, List<Listed> models) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        var names = report.putArray("folders");
        folders.folders().forEach(folder -> names.add(folder.toString()));
        var list = report.putArray("models");
        for (Listed model : models) {
            ObjectNode entry = list.addObject()
                    .put("name", model.entry().name())
                    .put("file", model.entry().file().toString());
            model.summary()
                    .ifPresentOrElse(
                            summary -> entry.put("file_bytes", model.bytes())
                                    .put("architecture", summary.architecture())
                                    .put("model_type", summary.modelType())
                                    .put("file_type", summary.fileType())
                                    .put("model_n_params", summary.parameters())
                                    .put("context_length", model.context().orElse(null)),
                            () -> entry.put("error", model.reason()));
        }
        return report.toString();
    }
}
