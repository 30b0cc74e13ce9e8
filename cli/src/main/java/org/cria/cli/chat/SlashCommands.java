package org.cria.cli.chat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Turn;

/** What can be typed in a chat beside messages. To add a command, add a row: help and completion follow from it. */
final class SlashCommands {
    /** What a command does; false ends the state. */
    @FunctionalInterface
    private interface Action {
        boolean run(Dialogue dialogue, String argument);
    }

    /** What may follow a command, for completion. */
    enum Kind {
        NONE,
        TEXT,
        SETTING,
        BRANCH,
        CHAT,
        FILE
    }

    /**
     * @param names    all of them, the usual one first
     * @param argument what may follow, for the help
     */
    record Row(List<String> names, String argument, Kind kind, String help, Action action) {
        /** The same with another name. */
        Row or(String name) {
            return new Row(Stream.concat(names.stream(), Stream.of(name)).toList(), argument, kind, help, action);
        }

        String synopsis() {
            return String.join(" ", names) + (argument.isEmpty() ? "" : " " + argument);
        }
    }

    private static final List<Row> ROWS = List.of(
            row("/help", "", Kind.NONE, "lists these commands", (dialogue, argument) -> help(dialogue))
                    .or("/?"),
            row("/exit", "", Kind.NONE, "leaves; so does Ctrl-D", (dialogue, argument) -> false)
                    .or("/bye"),
            row("/clear", "", Kind.NONE, "forgets the conversation, keeps the system prompt", SlashCommands::clear),
            row("/regen", "", Kind.NONE, "answers the latest message again", (dialogue, argument) -> {
                dialogue.again();
                return true;
            }),
            row("/undo", "", Kind.NONE, "takes back the latest message and its answer", SlashCommands::undo),
            row(
                    "/system",
                    "[TEXT]",
                    Kind.TEXT,
                    "changes the system prompt, or shows it; \"\" removes it",
                    SlashCommands::system),
            row("/set", "NAME VALUE", Kind.SETTING, "changes a setting, for instance temp 0.7", SlashCommands::set),
            row("/tools", "[FILE]", Kind.FILE, "has the model know tools, or lists them; off: none", ToolsCommand::run),
            row(
                    "/kernel",
                    "[use FILE]",
                    Kind.FILE,
                    "runs a kernel of your own; also off, list, diff",
                    KernelCommand::run),
            row("/show", "", Kind.NONE, "shows the settings, the model and its template", SlashCommands::show),
            row("/template", "", Kind.NONE, "shows the chat template", SlashCommands::template),
            row("/fork", "NAME", Kind.TEXT, "goes on in a copy of the conversation", SlashCommands::fork),
            row("/switch", "NAME", Kind.BRANCH, "goes on in another branch", SlashCommands::switchTo),
            row("/branches", "", Kind.NONE, "shows the branches as a tree", SlashCommands::branches),
            row(
                    "/chats",
                    "[open NAME]",
                    Kind.CHAT,
                    "lists the kept chats, opens one; also rename, delete",
                    ChatsCommand::run),
            row("/save", "FILE", Kind.FILE, "writes all branches to a file, with their cache", SlashCommands::save),
            row("/load", "FILE", Kind.FILE, "goes on with the conversation of a file", SlashCommands::load),
            row("/read", "FILE", Kind.FILE, "puts a file's text before the next message", SlashCommands::read),
            row("/context", "", Kind.NONE, "shows what fills the context", SlashCommands::context),
            row("/stats", "", Kind.NONE, "shows what was read and generated, and how fast", SlashCommands::stats));

    private static final String NOTHING = "\"\"";

    private SlashCommands() {}

    private static Row row(String name, String argument, Kind kind, String help, Action action) {
        return new Row(List.of(name), argument, kind, help, action);
    }

    static List<Row> rows() {
        return ROWS;
    }

    static Optional<Row> find(String name) {
        return ROWS.stream().filter(row -> row.names.contains(name)).findFirst();
    }

    /**
     * Runs a command.
     *
     * @param line begins with a slash
     * @return false if the chat is to end
     * @throws CriaException if it cannot be done; the chat is as it was then
     */
    static boolean run(String line, Dialogue dialogue) {
        String[] words = line.split("\\s+", 2);
        String argument = words.length == 1 ? "" : words[1];
        Optional<Row> row = find(words[0]);
        if (row.isEmpty()) {
            String names = ROWS.stream().flatMap(each -> each.names.stream()).collect(Collectors.joining(", "));
            throw new CriaException("'" + words[0] + "' is not a command, expected one of " + names
                    + ". A message that begins with / needs a space before it.");
        }
        return row.get().action.run(dialogue, argument);
    }

    private static boolean help(Dialogue dialogue) {
        int width = ROWS.stream().mapToInt(row -> row.synopsis().length()).max().orElse(0);
        for (Row row : ROWS) {
            dialogue.screen()
                    .show("  " + row.synopsis()
                            + " ".repeat(width - row.synopsis().length() + 2) + row.help);
        }
        dialogue.screen()
                .show("\"\"\" begins and ends a message of several lines. Tab completes. Ctrl-C stops an answer.");
        return true;
    }

    private static boolean clear(Dialogue dialogue, String argument) {
        Keeping keeping = dialogue.state().keeping();
        String stays = keeping.isByItself() ? " Up to here it stays in /chats as " + keeping.title() + "." : "";
        dialogue.state().clear();
        dialogue.screen().note("[ The conversation is forgotten." + stays + " ]");
        return true;
    }

    private static boolean undo(Dialogue dialogue, String argument) {
        Conversation conversation = dialogue.state().conversation();
        if (conversation.exchanges() == 0) {
            throw new CriaException("there is nothing to take back.");
        }
        String message = conversation.turns().stream()
                .filter(turn -> turn.role() == Turn.Role.USER)
                .map(Turn::text)
                .reduce("", (earlier, later) -> later);
        conversation.withdrawMessage();
        dialogue.screen().note("[ Taken back: \"" + beginning(message) + "\". ]");
        return true;
    }

    private static String beginning(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        int shown = 40;
        return line.codePointCount(0, line.length()) <= shown
                ? line
                : line.substring(0, line.offsetByCodePoints(0, shown)) + "…";
    }

    private static boolean system(Dialogue dialogue, String text) {
        if (text.strip().equals(NOTHING)) {
            dialogue.state().conversation().pin("");
            dialogue.screen().note("[ The system prompt is gone. ]");
        } else if (text.isEmpty()) {
            dialogue.screen().show(dialogue.state().conversation().system().orElse("[ There is no system prompt. ]"));
        } else {
            dialogue.reportGone(dialogue.state().conversation().pin(text).exchanges());
            dialogue.screen().note("[ The system prompt is changed. ]");
        }
        return true;
    }

    private static boolean set(Dialogue dialogue, String argument) {
        String[] words = argument.strip().split("\\s+", -1);
        if (words[0].equals(LoraSetting.NAME) && words.length <= 3) {
            LoraSetting.run(dialogue, List.of(words).subList(1, words.length));
            return true;
        }
        if (words.length > 2) {
            throw new CriaException("'/set " + argument.strip() + "' has " + (words.length - 1)
                    + " values, expected one value: /set NAME VALUE.");
        }
        if (words.length < 2) {
            throw new CriaException("'/set " + argument + "' is incomplete, expected /set NAME VALUE with one of "
                    + String.join(", ", ChatSettings.names()) + ".");
        }
        dialogue.state().settings().set(words[0], words[1]);
        dialogue.screen()
                .note("[ " + words[0] + " is "
                        + dialogue.state().settings().values().get(words[0]) + " now. ]");
        return true;
    }

    private static boolean show(Dialogue dialogue, String argument) {
        ChatState state = dialogue.state();
        Screen screen = dialogue.screen();
        screen.show("model              " + state.model().config().summary());
        screen.show("chat template      " + state.conversation().template());
        screen.show("system prompt      " + state.conversation().system().orElse("none"));
        if (!state.model().tweaks().isEmpty()) {
            screen.show("lora               " + LoraSetting.text(state.model().tweaks()));
        }
        state.settings().values().forEach((name, value) -> screen.show(String.format("%-18s %s", name, value)));
        return true;
    }

    private static boolean template(Dialogue dialogue, String argument) {
        ChatTemplate template = dialogue.state().conversation().template();
        dialogue.screen().show(template.source().stripTrailing());
        dialogue.screen()
                .note("[ This is " + template + "."
                        + (template.takesSystem() ? "" : " The system prompt goes before the first message.") + " ]");
        return true;
    }

    private static boolean fork(Dialogue dialogue, String name) {
        dialogue.state().branches().fork(name.strip());
        dialogue.screen().note("[ This is branch " + name.strip() + " now. ]");
        return true;
    }

    private static boolean switchTo(Dialogue dialogue, String name) {
        dialogue.state().branches().switchTo(name.strip());
        dialogue.screen().note("[ This is branch " + name.strip() + " now. ]");
        return true;
    }

    private static boolean branches(Dialogue dialogue, String argument) {
        dialogue.screen().show(BranchTree.of(dialogue.state().branches()));
        return true;
    }

    private static boolean save(Dialogue dialogue, String argument) {
        Path file = argument.isBlank()
                ? dialogue.state().keeping().file().orElseThrow(() -> missing("/save"))
                : ChatFiles.path(argument.strip());
        dialogue.state().save(file);
        dialogue.screen().note("[ Saved to " + file + ". ]");
        return true;
    }

    private static boolean load(Dialogue dialogue, String argument) {
        if (argument.isBlank()) {
            throw missing("/load");
        }
        Path file = ChatFiles.path(argument.strip());
        ChatState state = dialogue.state();
        Optional<Path> before = state.keeping().file();
        state.load(file);
        dialogue.read();
        dialogue.screen()
                .note("[ Loaded " + file + ": branch "
                        + state.branches().current().name() + ", "
                        + Count.of(state.branches().current().exchanges(), "exchange") + ". ]");
        if (before.isPresent() && state.keeping().file().isEmpty()) {
            dialogue.screen()
                    .note("[ " + before.get() + " stays as it is. What follows is "
                            + (state.keeping().folder().isPresent()
                                    ? "kept as a chat of its own. ]"
                                    : "not kept: /save FILE saves it. ]"));
        }
        return true;
    }

    private static boolean read(Dialogue dialogue, String argument) {
        if (argument.isBlank()) {
            throw missing("/read");
        }
        Path file = ChatFiles.path(argument.strip());
        String read = Count.of(dialogue.state().attach(file), "character goes", "characters go");
        dialogue.screen().note("[ " + file + ": " + read + " before your next message. ]");
        return true;
    }

    private static CriaException missing(String command) {
        return new CriaException("'" + command + "' is incomplete, expected the name of a file: " + command + " FILE.");
    }

    private static boolean context(Dialogue dialogue, String argument) {
        Screen screen = dialogue.screen();
        screen.show(
                ContextBar.of(dialogue.state().conversation(), screen.width().getAsInt()));
        return true;
    }

    private static boolean stats(Dialogue dialogue, String argument) {
        ChatState state = dialogue.state();
        dialogue.screen().show(state.statistics().summary());
        dialogue.screen().show("cache       " + (state.model().engine().cacheBytes() >> 10) + " KiB");
        dialogue.screen().show("device      " + state.model().device());
        return true;
    }
}
