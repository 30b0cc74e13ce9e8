package org.cria.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.cria.cli.hub.HubEnvironment;
import org.cria.cli.models.BuiltInModel;
import org.cria.cli.models.ModelFolders;
import org.cria.cli.report.ByteCount;
import org.cria.cli.report.Table;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Gguf;
import org.cria.model.hub.HubLibrary;
import org.cria.model.hub.HubModel;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.inspect.FileSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cria models}: the models that can be named instead of their paths. */
@Command(
        name = "models",
        description = {
            "Lists the models at hand.",
            "They are the GGUF files in the folders of $" + ModelFolders.VARIABLE
                    + " (a list such as PATH) and in ~/.cache/cria/models, those of Hugging Face's hub that Cria or another"
                    + " program has downloaded ('cria pull --help' says where they lie), and the built-in one. -m takes"
                    + " their names."
        },
        subcommands = ModelsRemoval.class,
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
            return read(entry, Gguf::fileBytes);
        }

        static Listed read(HubModel model) {
            return read(new ModelFolders.Entry(model.reference().text(), model.path()), _ -> model.bytes());
        }

        private static Listed read(ModelFolders.Entry entry, ToLongFunction<Gguf> bytes) {
            try (Gguf gguf = ModelFiles.outline(entry.file())) {
                return new Listed(
                        entry,
                        bytes.applyAsLong(gguf),
                        Optional.of(FileSummary.of(gguf)),
                        FileSummary.contextLength(gguf),
                        "");
            } catch (CriaException e) {
                return new Listed(entry, 0, Optional.empty(), Optional.empty(), Wording.of(e));
            }
        }

        boolean isReadable() {
            return reason.isEmpty();
        }

        /** Of the values; of a folder as Hugging Face has it, that of its files too. */
        String format() {
            String type = summary.map(FileSummary::fileType).orElse("?");
            return Files.isDirectory(entry.file()) ? type + ", safetensors" : type;
        }
    }

    @Override
    public Integer call() {
        ModelFolders folders = ModelFolders.of(System.getenv());
        HubLibrary library = HubEnvironment.ofProcess().library();
        List<Listed> models = Stream.of(
                        folders.models().stream().map(Listed::read),
                        library.models().stream().map(Listed::read),
                        BuiltInModel.entry().stream().map(Listed::read))
                .flatMap(each -> each)
                .toList();
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        if (json) {
            out.println(json(folders, library, models));
        } else if (models.isEmpty()) {
            System.err.println("no models in " + folders.text() + ". Put GGUF files there, name their folder in $"
                    + ModelFolders.VARIABLE + ", or download one with 'cria pull'.");
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
            if (!model.isReadable()) {
                unreadable
                        .append(unreadable.isEmpty() ? "\nunreadable:\n" : "")
                        .append("  ")
                        .append(verbose ? file + ": " : "")
                        .append(model.reason())
                        .append('\n');
                continue;
            }
            String size = ByteCount.text(model.bytes());
            String context = model.context().map(String::valueOf).orElse("?");
            if (verbose) {
                table.row(name, size, model.format(), context, file);
            } else {
                table.row(name, size, model.format(), context);
            }
        }
        return table.text("") + unreadable;
    }

    private static String json(ModelFolders folders, HubLibrary library, List<Listed> models) {
        ObjectNode report = new ObjectMapper().createObjectNode();
        var names = report.putArray("folders");
        folders.folders().forEach(folder -> names.add(folder.toString()));
        report.put("hub", library.cache().folder().toString());
        var list = report.putArray("models");
        for (Listed model : models) {
            ObjectNode entry = list.addObject()
                    .put("name", model.entry().name())
                    .put("file", model.entry().file().toString());
            if (!model.isReadable()) {
                entry.put("error", model.reason());
                continue;
            }
            entry.put("file_bytes", model.bytes());
            model.summary()
                    .ifPresent(summary -> entry.put("file_type", summary.fileType())
                            .put("architecture", summary.architecture())
                            .put("model_type", summary.modelType())
                            .put("model_n_params", summary.parameters())
                            .put("context_length", model.context().orElse(null)));
        }
        return report.toString();
    }
}
