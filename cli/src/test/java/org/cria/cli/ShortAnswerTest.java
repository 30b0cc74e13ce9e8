package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The short way to help and versions says what the long way says. */
class ShortAnswerTest {
    /** When this fails because a command is new or described anew: help.txt is what the message shows as expected. */
    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void helpIsTheCommandLinesOwnOn80Columns(String option) {
        CommandLine line = Main.commandLine().setUsageHelpAutoWidth(false).setUsageHelpWidth(80);
        assertEquals(
                line.getUsageMessage(CommandLine.Help.Ansi.OFF).replace(System.lineSeparator(), "\n"), answer(option));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-V", "--version"})
    void versionsAreTheCommandLines(String option) {
        assertEquals(InProcess.execute("--version").out().replace(System.lineSeparator(), "\n"), answer(option));
    }

    @Test
    void everythingElseIsForTheCommandLine() {
        PrintStream out = new PrintStream(new ByteArrayOutputStream());
        assertFalse(ShortAnswer.print(new String[0], out));
        assertFalse(ShortAnswer.print(new String[] {"run"}, out));
        assertFalse(ShortAnswer.print(new String[] {"run", "--help"}, out));
    }

    private static String answer(String option) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ShortAnswer.print(new String[] {option}, new PrintStream(out)));
        return out.toString(StandardCharsets.UTF_8);
    }
}
