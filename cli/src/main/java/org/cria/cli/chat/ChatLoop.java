package org.cria.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.jspecify.annotations.Nullable;

/** Reads messages and has them answered. For one thread, except {@link #stop} and {@link #end}. */
public final class ChatLoop {
    private final Dialogue dialogue;
    private final Screen screen;
    private volatile boolean ended;
    private volatile boolean waiting;
    /** Ctrl-C so often since somebody typed something. */
    private final AtomicInteger interrupts = new AtomicInteger();

    public ChatLoop(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.screen = dialogue.screen();
    }

    /**
     * Ctrl-C while no line is being edited: stops the answer that is being given, or says what a second one does.
     *
     * @return false at the second one, which leaves
     */
    public boolean stop() {
        boolean first = interrupts.incrementAndGet() == 1;
        if (first && !dialogue.stop()) {
            warn();
        }
        return first;
    }

    private void warn() {
        screen.note("[ Ctrl-C again leaves, and so does Ctrl-D. ]");
    }

    /** Whether the chat was left with Ctrl-C. */
    public boolean isInterrupted() {
        return interrupts.get() > 1;
    }

    /** Stops the answer that is being given, and the chat. False if the chat waits for input, and nothing ends by itself. */
    public boolean end() {
        ended = true;
        dialogue.stop();
        return !waiting;
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
        interrupts.set(0);
        while (!ended && dialogue.isHeard()) {
            switch (next(input)) {
                case Input.Typed.End _ -> {
                    return;
                }
                case Input.Typed.Interrupt(boolean discards) -> {
                    if (discards) {
                        interrupts.set(0);
                        continue;
                    }
                    if (interrupts.incrementAndGet() > 1) {
                        return;
                    }
                    warn();
                }
                case Input.Typed.Text(String text) -> {
                    interrupts.set(0);
                    if (!react(text)) {
                        return;
                    }
                }
            }
        }
    }

    private Input.Typed next(Input input) throws IOException {
        waiting = true; // first: whoever ends the chat sees this, or it is seen here
        try {
            return ended ? new Input.Typed.End() : input.next();
        } finally {
            waiting = false;
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
        @Nullable String line = line(in);
        while (line != null && !ended && dialogue.isHeard()) {
            allAnswered &= (line.isBlank() && !dialogue.awaitsResult()) || answer(line);
            if (!allAnswered
                    && !dialogue.state()
                            .conversation()
                            .room()
                            .forgets()) { // no |=, which would lose an end() meanwhile
                ended = true;
            }
            line = line(in);
        }
        return allAnswered;
    }

    private @Nullable String line(BufferedReader in) throws IOException {
        waiting = true;
        try {
            return ended ? null : in.readLine();
        } finally {
            waiting = false;
        }
    }

    /** False if the chat is to end. */
    private boolean react(String text) {
        if (text.startsWith("/")) {
            return command(text.strip());
        }
        if (!Quotes.without(text).isBlank() || dialogue.awaitsResult()) {
            answer(Quotes.without(text));
        }
        return true;
    }

    /** Answers one message. False if it could not be answered; why is said. */
    public boolean answer(String message) {
        long start = now();
        try {
            return dialogue.say(message)
                    || dialogue.state().conversation().room().forgets();
        } catch (CriaException e) {
            screen.complain(Wording.of(e));
            return false;
        } finally {
            keep(now() - start);
        }
    }

    /** Without the time that the process was stopped. */
    private long now() {
        return dialogue.state().model().engine().nanos();
    }

    private boolean command(String line) {
        long start = now();
        try {
            return SlashCommands.run(line, dialogue);
        } catch (CriaException e) {
            screen.complain(Wording.of(e));
            return true;
        } finally {
            keep(now() - start);
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
