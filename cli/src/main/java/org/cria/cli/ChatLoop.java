package org.cria.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/** Reads messages and has them answered. For one thread, except {@link #stop}. */
final class ChatLoop {
    private final Dialogue dialogue;
    private final PrintStream err;
    private volatile boolean stopped;

    ChatLoop(Dialogue dialogue, PrintStream err) {
        this.dialogue = dialogue;
        this.err = err;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    /** Stops the answer that is being given, and the answering of lines. False if no answer is being given. */
    boolean stop() {
        stopped = true;
        return dialogue.stop();
    }

    /** A conversation with somebody at a terminal, until they leave. */
    void converse(BufferedReader in) throws IOException {
        err.println("chat template: " + dialogue.conversation().template() + "; /help lists commands, Ctrl-D leaves");
        boolean goOn = true;
        while (goOn && dialogue.isHeard()) {
            err.print("> ");
            err.flush();
            @Nullable String line = in.readLine();
            if (line == null) {
                err.println();
                return;
            }
            if (line.startsWith("/")) {
                goOn = command(line);
            } else if (!line.isBlank()) {
                answer(line);
            }
        }
    }

    /**
     * Answers each line that is not blank, up to the end of the input.
     *
     * @return whether all were answered
     */
    boolean answerLines(BufferedReader in) throws IOException {
        boolean allAnswered = true;
        @Nullable String line = in.readLine();
        while (line != null && !stopped && dialogue.isHeard()) {
            allAnswered &= line.isBlank() || answer(line);
            line = stopped ? null : in.readLine();
        }
        return allAnswered;
    }

    private boolean answer(String message) {
        try {
            dialogue.say(message);
            return true;
        } catch (CriaException e) {
            err.println("cria: " + e.getMessage());
            return false;
        }
    }

    private boolean command(String line) {
        try {
            return SlashCommands.run(line.strip(), dialogue, err);
        } catch (CriaException e) {
            err.println("cria: " + e.getMessage());
            return true;
        }
    }
}
