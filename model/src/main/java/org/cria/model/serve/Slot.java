package org.cria.model.serve;

import java.util.Arrays;
import java.util.Objects;
import org.cria.model.forward.Session;
import org.cria.model.generation.Piece;
import org.cria.model.speculation.Drafting;
import org.jspecify.annotations.Nullable;

/** A place for one text at a time, with what is left of the one before. For the scheduler's thread. */
final class Slot {
    private Session session;
    private @Nullable Ticket ticket;
    /** How many of the session's tokens any prompt that begins with them may go on from. */
    private int reusable;
    /** The token that goes through the model next, once one was chosen. */
    private int next;

    private float[] strengths;
    private boolean generates;
    /** Larger for a slot that was given away later. */
    private long turn;

    Slot(Session session) {
        this.session = session;
        this.strengths = session.engine().strengths();
    }

    Session session() {
        return session;
    }

    boolean isFree() {
        return ticket == null;
    }

    Ticket ticket() {
        return Objects.requireNonNull(ticket, "the slot is free");
    }

    long turn() {
        return turn;
    }

    /** Whether it has a token to go on with. */
    boolean generates() {
        return generates;
    }

    int next() {
        return next;
    }

    /** Whether its prompt is not read yet. */
    boolean reads() {
        return ticket != null && !generates;
    }

    /** Tokens of the prompt that are to be read, the last in any case. */
    int left() {
        return ticket().prompt().length - session.length();
    }

    /** [adapters of the model] how much they count in the text that it has. */
    float[] strengths() {
        return strengths;
    }

    /**
     * How many tokens of a text it could give a slot: all that it shares with its prompt but the last, whose logits are wanted, and none if
     * adapters count otherwise.
     *
     * @param wanted strengths of adapters
     */
    int shared(int[] prompt, float[] wanted) {
        if (!Arrays.equals(strengths, wanted)) {
            return 0;
        }
        int[] held = session.tokens();
        int common = Arrays.mismatch(held, 0, reusable, prompt, 0, prompt.length);
        int same = common < 0 ? Math.min(reusable, prompt.length) : common;
        return session.keeps(Math.min(same, prompt.length - 1));
    }

    /** Begins a text. */
    void take(Ticket job, long time) {
        ticket = job;
        turn = time;
        generates = false;
    }

    /**
     * Goes on from the first tokens that a slot holds, this or another one.
     *
     * @param tokens those that it {@linkplain #shared shares}
     * @param wanted strengths of adapters
     */
    void adopt(Slot source, int tokens, float[] wanted) {
        if (source != this) {
            Session before = session;
            session = source.session.fork();
            before.close();
        }
        session.rewind(tokens);
        session.adapt(wanted); // after that, lest what goes be read again
        strengths = wanted;
        reusable = tokens;
        ticket().reuse(tokens);
    }

    /** Takes note that the prompt was read up to here. */
    void read() {
        reusable = session.length();
    }

    /**
     * The tokens that go through the model next: the one that was chosen, and those that are guessed behind it.
     *
     * @param most guessed
     * @param alone whether no other text is in the pass
     */
    int[] tokens(int most, boolean alone) {
        int room = Math.min(
                session.contextSize() - session.length(),
                ticket().continuation().left());
        return ticket().drafting()
                .map(drafting -> drafting.next(next, alone || !drafting.computes() ? Math.min(most, room - 1) : 0))
                .orElse(new int[] {next});
    }

    /**
     * Takes note that generated tokens went through the model, which are as good as read ones if that has the same bits.
     *
     * @param length of the text up to them
     */
    void decoded(boolean asRead, int length) {
        if (asRead) {
            reusable = length;
        }
    }

    /** Takes note of the token that was chosen last; whether what is behind it is computed already, since it had been guessed. */
    boolean goesOn() {
        return ticket().drafting().map(drafting -> drafting.accept(next)).orElse(false);
    }

    /** Gives up what was computed of guesses that were wrong. */
    void settle() {
        int dropped = ticket().drafting().map(Drafting::drop).orElse(0);
        if (dropped > 0) {
            session.rewind(session.length() - dropped);
        }
    }

    void goOn(Piece piece) {
        generates = true;
        next = piece.token();
    }

    /** Ends the text; what may be reused stays. */
    void release() {
        ticket = null;
        generates = false;
        reusable = session.keeps(reusable);
        session.rewind(reusable);
    }
}
