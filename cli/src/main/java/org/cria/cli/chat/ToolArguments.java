package org.cria.cli.chat;

import java.nio.file.Path;
import org.cria.model.chat.Conversation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The tools that a chat begins with. */
public final class ToolArguments {
    @Option(
            names = "--tools",
            paramLabel = "FILE",
            description = "A list of tools that the model may call, in JSON, as OpenAI's API has it. None is run:"
                    + " the next message is what a call gave, an empty one declines it.")
    private @Nullable Path tools;

    /** Tells the model of them, if there are any. */
    public void give(Conversation conversation) {
        if (tools != null) {
            ToolsCommand.give(conversation, tools);
        }
    }
}
