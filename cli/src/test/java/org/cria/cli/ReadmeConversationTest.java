package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.cli.models.BuiltInModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversation that the README shows is the one that readers get. */
final class ReadmeConversationTest {
    private static final String INDENT = "    ";
    private static final String COMMAND = INDENT + "$ ./cria chat --temp 0";
    private static final String WRAPPED = "  ";
    private static final String MESSAGE = "> ";
    private static final int TURNS = 10;
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    /** What the README shows: the arguments after {@code ./cria}, what is typed, what is answered. */
    private record Shown(List<String> arguments, List<String> messages, List<String> answers) {}

    private static List<String> readme() throws IOException {
        return Files.readAllLines(BuiltInModel.entry()
                .orElseThrow()
                .file()
                .resolve("../../README.md")
                .normalize());
    }

    /** A line that is wrapped goes on in the next one, indented once more. */
    private static Shown shown() throws IOException {
        List<String> lines = readme().stream()
                .dropWhile(line -> !line.startsWith(COMMAND))
                .takeWhile(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .toList();
        assertTrue(!lines.isEmpty(), "README.md shows no conversation that begins with '" + COMMAND.strip() + "'");
        List<String> messages = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(MESSAGE)) {
                messages.add(line.substring(MESSAGE.length()));
            } else if (line.startsWith(WRAPPED) && !answers.isEmpty()) {
                answers.add(answers.removeLast() + " " + line.strip());
            } else if (!messages.isEmpty()) {
                answers.add(line);
            }
        }
        List<String> words = words(lines.getFirst());
        return new Shown(words.subList(2, words.size()), messages, answers);
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    @Test
    void linesFitIntoATerminalAndABrowser() throws IOException {
        for (String line : readme()) {
            assertTrue(line.length() < 120, line);
        }
    }

    @Test
    void theBuiltInModelAnswersAsTheReadmeShows() throws IOException {
        Shown shown = shown();
        assertEquals(TURNS, shown.messages().size());
        CriaProcess.Outcome run = new CriaProcess(folder, shown.arguments().toArray(String[]::new))
                .input(String.join("\n", shown.messages()) + "\n")
                .run();
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(shown.answers(), run.out().lines().toList());
    }
}
