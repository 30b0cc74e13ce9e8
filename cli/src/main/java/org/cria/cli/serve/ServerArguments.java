package org.cria.cli.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.cli.arguments.Usage;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.model.AvailableMemory;
import org.cria.model.serve.ServeSettings;
import org.cria.server.http.HttpSettings;
import org.cria.server.work.Models.Source;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where a server listens, to whom, and how many it serves. */
public final class ServerArguments {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Where to listen; one that others can reach needs an API key. Default: ${DEFAULT-VALUE}.")
    private String host = HttpSettings.defaults().host();

    @Option(names = "--port", paramLabel = "N", description = "0: any that is free. Default: ${DEFAULT-VALUE}.")
    private int port = HttpSettings.defaults().port();

    @Option(
            names = {"-np", "--parallel"},
            paramLabel = "N",
            description = "Slots: how many texts are computed at a time. Default: ${DEFAULT-VALUE}.")
    private int slots = ServeSettings.defaults().slots();

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Requests that may wait for a slot; one more gets 503. Default: ${DEFAULT-VALUE}.")
    private int queue = ServeSettings.defaults().waiting();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "The longest that an answer may take. Default: ${DEFAULT-VALUE}.")
    private int timeout = 3600;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            description =
                    "How long answers on their way may go on when the server is to end. Default: ${DEFAULT-VALUE}.")
    private int grace = 5;

    @Option(
            names = "--models-memory",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description =
                    "Memory for all loaded models together, such as 12G; those that were used longest ago go first."
                            + " Default: what is free at the start.")
    private Optional<Long> memory = Optional.empty();

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "What requests call the model, if it is one. Default: its file's name without .gguf.")
    private @Nullable String alias;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "A request has to bring this key; may be given several times. Others can see it in the list of"
                            + " processes: better --api-key-file.")
    private List<String> apiKeys = new ArrayList<>();

    @Option(names = "--api-key-file", paramLabel = "FILE", description = "A file with keys, one a line.")
    private @Nullable Path apiKeyFile;

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            description = "Web pages from here, such as https://example.org, may use the server; may be given several"
                    + " times. Default: none but its own.")
    private List<String> origins = new ArrayList<>();

    /** Texts that are computed at a time. */
    public int slots() {
        return slots;
    }

    /**
     * The models and what requests call them.
     *
     * @throws ParameterException where one name is given to several
     */
    public List<Source> sources(CommandSpec command, ServedFiles files) {
        int count = files.files().size();
        if (alias != null && count > 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "--alias names one model, and " + count + " are served. Leave it out, or serve one.");
        }
        return files.sources(Optional.ofNullable(alias));
    }

    /** Bytes that all loaded models may take together. */
    public long memory() {
        return memory.orElseGet(AvailableMemory::bytes);
    }

    /** The longest that an answer may take. */
    public Duration limit() {
        return Duration.ofSeconds(timeout);
    }

    /** How long answers may go on at the end. */
    public Duration grace() {
        return Duration.ofSeconds(grace);
    }

    /** How many are served. */
    public ServeSettings scheduling(CommandSpec command) {
        return Usage.checked(
                command, () -> ServeSettings.defaults().withSlots(slots).withWaiting(queue));
    }

    /**
     * Where it listens, and to whom.
     *
     * @throws ParameterException where the options make no sense
     */
    public HttpSettings settings(CommandSpec command) {
        check(command, "--port", port, port >= 0 && port <= 65_535, "0 to 65535");
        check(command, "--timeout", timeout, timeout >= 1, "1 or more");
        check(command, "--grace", grace, grace >= 0, "0 or more");
        var _ = scheduling(command);
        List<String> keys = new ArrayList<>(apiKeys);
        if (apiKeyFile != null) {
            keys.addAll(keys(apiKeyFile));
        }
        return Usage.checked(
                command,
                () -> new HttpSettings(
                        host,
                        port,
                        keys,
                        origins,
                        HttpSettings.defaults().bodyBytes(),
                        HttpSettings.defaults().headerTime(),
                        HttpSettings.defaults().bodyTime(),
                        HttpSettings.defaults().connections()));
    }

    private static List<String> keys(Path file) {
        List<String> keys = TextFile.read(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (keys.isEmpty()) {
            throw new CriaException(file + ": the file has no API key, expected one a line. Write one into it.");
        }
        return keys;
    }

    private static void check(CommandSpec command, String option, int found, boolean fine, String expected) {
        if (!fine) {
            throw new ParameterException(
                    command.commandLine(), option + " is " + found + ", expected " + expected + ".");
        }
    }
}
