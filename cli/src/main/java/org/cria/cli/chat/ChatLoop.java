package org.cria.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/** Reads messages and has them answered. For one thread, except {@link #stop} and {@link #end}. */
public final class ChatLoop {
    private final Dialogue dialogue;
    private final Screen screen;
    private volatile boolean ended;

    public ChatLoop(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.screen = dialogue.screen();
    }

    /** Stops the answer that is being given. False if no answer is being given, or it was asked to stop already. */
    public boolean stop() {
        return dialogue.stop();
    }

    /** Stops the answer that is being given, and the chat. False if no answer is being given. */
    public boolean end() {
        ended = true;
        dialogue.stop();
        return dialogue.isAnswering();
    }

    /** A conversation with somebody at a terminal, until they leave. */
    public void converse(Input input) throws IOException {
        screen.note("chat template: " + dialogue.state().conversation().template()
                + "; /help lists commands, Ctrl-D leaves");
        talk(input);
        if (!ended && dialogue.isHeard() && !isKept()) {
            screen.note("[ What was said is not saved: /save FILE saves it elsewhere, and leaving again loses it. ]");
            talk(input);
        }
    }

    /** Until somebody leaves. */
    private void talk(Input input) throws IOException {
        int interrupts = 0;
        while (!ended && dialogue.isHeard()) {
            switch (input.next()) {
                case Input.Typed.End _ -> {
                    return;
                }
                case Input.Typed.Interrupt(boolean discards) -> {
                    if (discards) {
                        interrupts = 0;
                        continue;
                    }
                    interrupts++;
                    if (interrupts > 1) {
                        return;
                    }
                    screen.note("[ Ctrl-C again leaves, and so does Ctrl-D. ]");
                }
                case Input.Typed.Text(String text) -> {
                    if (!react(text)) {
                        return;
                    }
                    interrupts = dialogue.takeStop() ? 1 : 0;
                }
            }
        }
    }

    /**
     * Answers each line that is not blank, up to the end of the input, or to the first that finds the context full where
     * nothing is to be forgotten.
     *
     * @return whether all were answered
     */
    public boolean answerLines(BufferedReader in) throws IOException {
        boolean allAnswered = true;
        @Nullable String line = in.readLine();
        while (line != null && !ended && dialogue.isHeard()) {
            allAnswered &= line.isBlank() || answer(line);
            ended |= !allAnswered && !dialogue.state().conversation().room().forgets();
            line = ended ? null : in.readLine();
        }
        return allAnswered;
    }

    /** False if the chat is to end. */
    private boolean react(String text) {
        if (text.startsWith("/")) {
            return command(text.strip());
        }
        if (!Quotes.without(text).isBlank()) {
            answer(Quotes.without(text));
        }
        return true;
    }

    /** Answers one message. False if it could not be answered; why is said. */
    public boolean answer(String message) {
        long start = System.nanoTime();
        try {
            return dialogue.say(message)
                    || dialogue.state().conversation().room().forgets();
        } catch (CriaException e) {
            screen.complain(Wording.of(e));
            return false;
        } finally {
            keep(System.nanoTime() - start);
        }
    }

    private boolean command(String line) {
        long start = System.nanoTime();
        try {
            return SlashCommands.run(line, dialogue);
        } catch (CriaException e) {
            screen.complain(Wording.of(e));
            return true;
        } finally {
            keep(System.nanoTime() - start);
        }
    }

    /** Whatever becomes of it, the chat goes on. */
    private void keep(long nanos) {
        try {
            dialogue.state().keep(nanos);
        } catch (CriaException e) {
            screen.complain(Wording.of(e));
        }
    }

    private boolean isKept() {
        try {
            dialogue.state().keepAll();
            return true;
        } catch (CriaException e) {
            screen.complain(Wording.of(e));
            return false;
        }
    }
}
