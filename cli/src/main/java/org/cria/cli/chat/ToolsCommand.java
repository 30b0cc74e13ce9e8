package org.cria.cli.chat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.model.chat.Conversation;
import org.cria.model.json.JsonValue;
import org.cria.model.tool.ToolList;
import org.cria.model.tool.Tools;
import org.cria.model.tool.WrongToolException;

/** {@code /tools}: the tools that the model may ask for. */
public final class ToolsCommand {
    private ToolsCommand() {}

    /** @param argument a file, {@code off}, or nothing */
    static boolean run(Dialogue dialogue, String argument) {
        Conversation conversation = dialogue.state().conversation();
        Screen screen = dialogue.screen();
        if (argument.isBlank()) {
            screen.show(conversation.tools().map(ToolsCommand::shown).orElse("[ There are no tools. ]"));
        } else if (argument.strip().equals("off")) {
            conversation.equip(new ToolList(List.of()));
            screen.note("[ The model may call no tools now. ]");
        } else {
            give(conversation, ChatFiles.path(argument.strip()));
            screen.note("[ The model may call "
                    + String.join(
                            ", ", conversation.tools().orElseThrow().list().names())
                    + ". Nothing is run: you are asked what a call gives. ]");
        }
        return true;
    }

    /**
     * Tells a model of the tools in a file.
     *
     * @throws CriaException with the file and the place in it, if it has none, or their schemas cannot be enforced
     */
    public static void give(Conversation conversation, Path file) {
        String text = TextFile.read(file);
        try {
            ToolList list = ToolList.read(JsonValue.parse(text));
            if (list.all().isEmpty()) {
                throw new CriaException("the list of tools is empty, expected at least one tool.");
            }
            var _ = Tools.of(list, conversation.template().source()).grammar();
            conversation.equip(list);
        } catch (WrongToolException e) {
            String next = e.isLacking() ? "" : " Correct it, and name the file again.";
            throw new CriaException(file + ": " + e.getMessage() + next, e);
        } catch (CriaException e) {
            throw e.at(file.toString());
        }
    }

    /** The tools as lines: name, parameters and what it is for. */
    static String shown(Tools tools) {
        List<String> lines = new ArrayList<>();
        for (ToolList.Entry tool : tools.list().entries()) {
            String parameters = "(" + String.join(", ", tool.parameters()) + ")";
            lines.add(tool.name() + parameters + (tool.description().isEmpty() ? "" : "  " + tool.description()));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
