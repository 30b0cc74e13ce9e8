package org.cria.cli.chat;

import java.nio.file.Path;
import org.cria.model.saved.ChatPlace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a chat is kept. */
public final class KeepingArguments {
    @Option(
            names = "--session",
            paramLabel = "FILE",
            description =
                    "Keeps the conversation in FILE, with its settings, and its cache in FILE.cache: goes on with it if"
                            + " the file is there, and saves it after every answer.")
    private @Nullable Path session;

    /** Takes the place, so that a long start does not end in a refusal. */
    public Keeping keeping() {
        return session == null ? Keeping.nowhere() : Keeping.in(ChatPlace.claim(session));
    }
}
