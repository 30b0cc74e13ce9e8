package org.cria.model.chat;

import java.util.Arrays;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.model.forward.Session;
import org.cria.model.generation.GenerationSettings;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that answers. Its session holds what of the conversation was computed, and follows: what the conversation drops at
 * its end is dropped when the next answer begins, and where old exchanges go the rest moves up. For one thread, save
 * {@link Answer#cancel}. Owns the session.
 */
public final class Chat implements AutoCloseable {
    /** Tokens that are better read with the next message: the last one of an answer is not held. */
    private static final int AT_ONCE = 8;

    private final Conversation conversation;
    private final Session session;
    private @Nullable Answer latest;

    public Chat(Conversation conversation, Session session) {
        this.conversation = conversation;
        this.session = session;
    }

    public Conversation conversation() {
        return conversation;
    }

    public Session session() {
        return session;
    }

    /** Says something to the model, which answers as it does by default. */
    public Answer say(String message) {
        return say(message, GenerationSettings.defaults());
    }

    /**
     * Says something to the model. If it does not fit with room for an answer, the oldest exchanges go, see {@link Conversation#ask}.
     *
     * @return the answer, which is computed as it is asked for
     * @throws CriaException if the message does not fit even alone, or nothing is to be forgotten; nothing changes then
     */
    public Answer say(String message, GenerationSettings settings) {
        return begin(settings, follow(conversation.ask(message)).exchanges());
    }

    /**
     * Gives the model what the calls in its latest reply gave, and has it go on.
     *
     * @param results one for each of {@link Conversation#calls}
     */
    public Answer answerCalls(List<String> results, GenerationSettings settings) {
        return begin(settings, follow(conversation.answerCalls(results)).exchanges());
    }

    /**
     * Has the latest message answered once more, in place of the answer that it has. Chosen greedily, or drawn with the same seed, it
     * is the same answer.
     */
    public Answer again(GenerationSettings settings) {
        conversation.retract();
        return answer(settings);
    }

    /** Has the latest message answered, or the answer go on that it has. */
    public Answer answer(GenerationSettings settings) {
        return begin(settings, 0);
    }

    private Answer begin(GenerationSettings settings, int forgotten) {
        Answer answer = new Answer(this, settings, forgotten);
        latest = answer;
        return answer;
    }

    /** Whether this answer may go on: no other one was begun since. */
    boolean isLatest(Answer answer) {
        return latest == answer;
    }

    /** Makes room for an answer that filled the context, see {@link Conversation#makeRoom}; returns how many exchanges went. */
    int makeRoom() {
        return follow(conversation.makeRoom()).exchanges();
    }

    /** Where the session has not come so far, there is nothing to move: it processes the rest with the next prompt. */
    private ContextShift follow(ContextShift shift) {
        if (shift.moves() && shift.to() < session.length()) {
            session.splice(shift.from(), shift.to(), shift.seam());
        }
        return shift;
    }

    /**
     * Processes what was said as far as the session does not hold it, so that the next answer need not.
     *
     * @param listener may stop it; what was processed stays
     */
    public void read(Progress listener) {
        if (conversation.exchanges() > 0 && missing() > AT_ONCE) {
            var _ = session.prefill(conversation.prompt(), listener);
        }
    }

    /** How many tokens of what was said the session does not hold. */
    private int missing() {
        int[] said = conversation.prompt();
        int[] held = session.tokens();
        int common = Arrays.mismatch(said, held);
        return common < 0 ? 0 : said.length - common;
    }

    /** A chat with the same past that goes its own way; the cache of that past is shared. */
    public Chat fork() {
        return new Chat(conversation.fork(), session.fork());
    }

    /** Frees the cache. */
    @Override
    public void close() {
        session.close();
    }
}
