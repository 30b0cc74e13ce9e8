package org.cria.cli.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.cria.model.saved.ChatPlace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a chat is kept. */
public final class KeepingArguments {
    private static final String LATEST = "";

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = "--session",
            paramLabel = "FILE",
            description =
                    "Keeps the conversation in FILE, with its settings, and its cache in FILE.cache: goes on with it if"
                            + " the file is there, and saves it after every answer.")
    private @Nullable Path session;

    @Option(
            names = "--resume",
            paramLabel = "NAME",
            arity = "0..1",
            fallbackValue = LATEST,
            completionCandidates = Kept.class,
            description = "Goes on with a chat that was kept by itself, or with the latest one of this model; a part of"
                    + " the name is enough if no other has it.")
    private @Nullable String resume;

    @Option(
            names = "--no-history",
            description = "Keeps neither this chat nor what is typed. At a terminal, both are kept otherwise.")
    private boolean noHistory;

    @Option(
            names = "--history-space",
            paramLabel = "MIB",
            description = "How much the chats may take that are kept by themselves; the oldest without a name go first."
                    + " A quarter of it is for the cache of one. Default: 1024.")
    private long spaceMib = 1024;

    /** The names of the chats that are kept. */
    static final class Kept implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return folder(System.getenv(), 0).entries().stream()
                    .map(ChatFolder.Entry::name)
                    .iterator();
        }
    }

    /** What was asked for is taken at once, so that a long start does not end in a refusal. */
    public Keeping keeping(boolean onTerminal, Map<String, String> environment, Supplier<String> fingerprint) {
        if (session != null && resume != null) {
            throw wrong("--session and --resume both say where the chat is: use one of them.");
        }
        if (noHistory && resume != null) {
            throw wrong("--resume opens a chat that is kept, and --no-history keeps none: use one of them.");
        }
        if (spaceMib < 1 || spaceMib > 1L << 40) {
            throw wrong("--history-space " + spaceMib + ": expected at least 1 MiB.");
        }
        Keeping keeping = resume != null || (onTerminal && !noHistory) ? byItself(environment) : Keeping.nowhere();
        if (session != null) {
            return keeping.with(ChatPlace.claim(session));
        }
        if (resume != null) {
            ChatFolder folder = keeping.folder().orElseThrow();
            return keeping.with(
                    resume.equals(LATEST)
                            ? folder.latest(fingerprint.get())
                            : ChatPlace.claim(folder.find(resume).file()));
        }
        return keeping;
    }

    private Keeping byItself(Map<String, String> environment) {
        ChatFolder folder = folder(environment, spaceMib << 20);
        try {
            folder.make();
        } catch (IOException e) {
            if (resume == null) {
                System.err.println("cria: " + folder.path()
                        + ": this chat is not kept, since there cannot be such a folder ("
                        + e.getClass().getSimpleName() + "). Name a file for it with --session, or give --no-history.");
                return Keeping.nowhere();
            }
        }
        return Keeping.among(folder);
    }

    private static ChatFolder folder(Map<String, String> environment, long bytes) {
        Path place = ChatFolder.place(environment, System.getProperty("os.name", ""));
        return new ChatFolder(place, bytes, Clock.system(ZoneId.systemDefault()));
    }

    /** The file of what was typed, if it is to be kept. */
    public Optional<Path> typed(Map<String, String> environment) {
        return noHistory ? Optional.empty() : ChatHistory.file(environment);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
