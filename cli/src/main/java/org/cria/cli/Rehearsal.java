package org.cria.cli;

import java.util.List;

/**
 * What the launcher runs once, unseen, to learn which classes a start needs: it has the JVM keep them in an archive, from which
 * later starts map them ready for use. Needs nothing but the built-in model.
 */
final class Rehearsal {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("run", "--help"),
            List.of("models"),
            List.of("inspect"),
            List.of("tokenize", "-p", "Hello!"),
            List.of("run", "-p", "Hello!", "-n", "4"),
            List.of("chat", "-p", "Hello!", "-n", "4"));

    private Rehearsal() {}

    public static void main(String[] args) {
        for (List<String> command : COMMANDS) {
            Main.run(command.toArray(String[]::new));
        }
        System.exit(0); // for the classes of the end
    }
}
