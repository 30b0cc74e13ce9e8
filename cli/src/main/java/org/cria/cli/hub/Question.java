package org.cria.cli.hub;

import java.io.IOException;
import org.cria.cli.terminal.PromptProgress;

/** A question on stderr that is answered with yes or no. */
public final class Question {
    private Question() {}

    /** Whether there is somebody to ask. */
    @SuppressWarnings("SystemConsoleNull") // so it is where the JDK's image was made without jdk.internal.le
    public static boolean isPossible() {
        return PromptProgress.onTerminal()
                && System.console() != null
                && System.console().isTerminal();
    }

    /**
     * Asks.
     *
     * @param usual what an empty line means
     */
    public static boolean isAnsweredWithYes(String question, boolean usual) {
        System.err.print(question + (usual ? " [Y/n] " : " [y/N] "));
        System.err.flush();
        String answer = line().strip();
        return answer.isEmpty() ? usual : answer.matches("(?i)y|yes");
    }

    /** A line as it is typed: not a byte more, since a chat may read the rest. */
    private static String line() {
        StringBuilder line = new StringBuilder();
        try {
            int c = System.in.read();
            if (c < 0) {
                System.err.println();
                return "no";
            }
            for (; c >= 0 && c != '\n'; c = System.in.read()) {
                line.append((char) c);
            }
            return line.toString();
        } catch (IOException e) {
            return "no";
        }
    }
}
