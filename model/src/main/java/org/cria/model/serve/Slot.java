package org.cria.model.serve;

import java.util.Arrays;
import java.util.Objects;
import org.cria.model.forward.Session;
import org.cria.model.generation.Piece;
import org.jspecify.annotations.Nullable;

/** A place for one text at a time, with what is left of the one before. For the scheduler's thread. */
final class Slot {
    private Session session;
    private @Nullable Ticket ticket;
    /** How many of the session's tokens any prompt that begins with them may go on from. */
    private int reusable;
    /** The token that goes through the model next, once one was chosen. */
    private int next;

    private boolean generates;
    /** Larger for a slot that was given away later. */
    private long turn;

    Slot(Session session) {
        this.session = session;
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

    /** How many tokens of a prompt it could give a slot: all that it shares with it but the last, whose logits are wanted. */
    int shared(int[] prompt) {
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

    /** Goes on from the first tokens that a slot holds, this or another one. */
    void adopt(Slot source, int tokens) {
        if (source != this) {
            Session before = session;
            session = source.session.fork();
            before.close();
        }
        session.rewind(tokens);
        reusable = tokens;
        ticket().reuse(tokens);
    }

    /** Takes note that the prompt was read up to here. */
    void read() {
        reusable = session.length();
    }

    /** Takes note that a generated token went through the model, which is as good as a read one if that has the same bits. */
    void decoded(boolean asRead) {
        if (asRead) {
            reusable = session.length();
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
