package org.cria.cli;

import java.util.List;
import org.cria.cli.terminal.Interrupts;

/**
 * What the launcher runs once, unseen, to learn which classes a start needs: it has the JVM keep them in an archive, from which
 * later starts map them ready for use. Needs nothing but the built-in model.
 */
final class Rehearsal {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("--help"), List.of("run", "-p", "Hello!", "-n", "4"), List.of("chat", "-p", "Hello!", "-n", "4"));

    private Rehearsal() {}

    public static void main(String[] args) {
        ShortAnswer.print(new String[] {"--version"}, System.out);
        for (List<String> command : COMMANDS) {
            Main.commandLine(command.getFirst()).execute(command.toArray(String[]::new));
        }
        Interrupts.finished();
    }
}
