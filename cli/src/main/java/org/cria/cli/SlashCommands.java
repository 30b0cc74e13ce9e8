package org.cria.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** What can be typed in a chat beside messages. To add a command, add a row. */
final class SlashCommands {
    /** What a command does; false ends the chat. */
    @FunctionalInterface
    private interface Action {
        boolean run(Dialogue dialogue, String argument, PrintStream err);
    }

    /**
     * @param names    all of them, the usual one first
     * @param argument what may follow, for the help
     */
    private record Row(List<String> names, String argument, String help, Action action) {
        String synopsis() {
            return String.join(" ", names) + (argument.isEmpty() ? "" : " " + argument);
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row(List.of("/help", "/?"), "", "lists these commands", (dialogue, argument, err) -> help(err)),
            new Row(List.of("/exit", "/bye"), "", "leaves; so does Ctrl-D", (dialogue, argument, err) -> false),
            new Row(
                    List.of("/clear"),
                    "",
                    "forgets the conversation, keeps the system prompt",
                    (dialogue, argument, err) -> clear(dialogue, err)),
            new Row(List.of("/system"), "[TEXT]", "changes the system prompt, or shows it", SlashCommands::system));

    private SlashCommands() {}

    /**
     * Runs a command.
     *
     * @param line begins with a slash
     * @return false if the chat is to end
     */
    static boolean run(String line, Dialogue dialogue, PrintStream err) {
        String[] words = line.split("\\s+", 2);
        String argument = words.length == 1 ? "" : words[1];
        for (Row row : ROWS) {
            if (row.names.contains(words[0])) {
                return row.action.run(dialogue, argument, err);
            }
        }
        String names = ROWS.stream().flatMap(row -> row.names.stream()).collect(Collectors.joining(", "));
        err.println("cria: '" + words[0] + "' is not a command, expected one of " + names
                + ". A message that begins with / needs a space before it.");
        return true;
    }

    private static boolean help(PrintStream err) {
        int width = ROWS.stream().mapToInt(row -> row.synopsis().length()).max().orElse(0);
        for (Row row : ROWS) {
            err.println(
                    "  " + row.synopsis() + " ".repeat(width - row.synopsis().length() + 2) + row.help);
        }
        return true;
    }

    private static boolean clear(Dialogue dialogue, PrintStream err) {
        dialogue.conversation().clear();
        err.println("[ The conversation is forgotten. ]");
        return true;
    }

    private static boolean system(Dialogue dialogue, String text, PrintStream err) {
        if (text.isEmpty()) {
            err.println(dialogue.conversation().system().orElse("[ There is no system prompt. ]"));
        } else {
            dialogue.reportGone(dialogue.conversation().pin(text));
        }
        return true;
    }
}
