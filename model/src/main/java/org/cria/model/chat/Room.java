package org.cria.model.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.generation.GenerationSettings;

/**
 * The room that a conversation has, and what is done when it is used up.
 *
 * @param contextSize in tokens, for the prompt and the reply to it
 * @param reserve     tokens: older exchanges go when less than this is left for the reply
 * @param forgets     whether old exchanges go when the context is full; else that is an error, or the end of a reply
 */
public record Room(int contextSize, int reserve, boolean forgets) {
    private static final Control NO_CONTEXT_SHIFT = new Control("no context shift");
    private static final Control CLEAR = new Control("clear");

    public Room {
        if (reserve < 0 || reserve > contextSize) {
            throw new IllegalArgumentException("reserve " + reserve + " of a context of " + contextSize);
        }
    }

    /**
     * Room in which old exchanges go.
     *
     * @param predict the most tokens of a reply, or {@link GenerationSettings#UNLIMITED}: as much is kept free for it, but at most a
     *     quarter of the context
     */
    public static Room of(int contextSize, int predict) {
        int quarter = contextSize / 4;
        return new Room(
                contextSize, predict == GenerationSettings.UNLIMITED ? quarter : Math.min(predict, quarter), true);
    }

    /** The same where nothing is forgotten, or everything may be but the last exchange. */
    public Room withForgets(boolean whether) {
        return new Room(contextSize, reserve, whether);
    }

    /**
     * What of a conversation is seen in this room: the latest of the exchanges, as many as leave the reserve; the last one in any
     * case.
     *
     * @param written what the template makes of exchanges
     */
    Window window(Deque<Exchange> wanted, Function<Deque<Exchange>, Written> written) {
        Deque<Exchange> kept = new ArrayDeque<>(wanted);
        while (true) {
            Window window = new Window(kept, written.apply(kept));
            if (kept.size() == 1 || !forgets || window.length() + Math.max(reserve, 1) <= contextSize) {
                return window;
            }
            kept.removeFirst();
            while (kept.size() > 1 && !kept.getFirst().results().isEmpty()) {
                kept.removeFirst(); // nobody knows any more what was called
            }
        }
    }

    /**
     * The same where it has to fit.
     *
     * @throws CriaException if it does not
     */
    Window fitting(Deque<Exchange> wanted, Function<Deque<Exchange>, Written> written) {
        Window window = window(wanted, written);
        if (!fits(window)) {
            throw tooLong(window);
        }
        return window;
    }

    /** Checks that a conversation of so many tokens can be gone on with. */
    void check(int length) {
        if (length > contextSize) {
            throw new CriaException(Explanation.of(
                    "the conversation has " + Count.of(length, "token") + ", expected at most the context of "
                            + contextSize + ". Choose a larger context",
                    Control.CONTEXT_SIZE.how(),
                    "."));
        }
    }

    /** Whether there is room for a token more. */
    boolean fits(Window window) {
        return window.length() < contextSize;
    }

    /** Why a window does not fit, and what to do. */
    private CriaException tooLong(Window window) {
        if (window.exchanges().size() > 1) {
            return new CriaException(Explanation.of(
                    "the context is full: " + Count.of(window.length(), "token") + ", expected less than " + contextSize
                            + ", and old exchanges are not to be forgotten",
                    NO_CONTEXT_SHIFT.aside(),
                    ". Forget the conversation",
                    CLEAR.how(),
                    ", or choose a larger context",
                    Control.CONTEXT_SIZE.how(),
                    "."));
        }
        return new CriaException(Explanation.of(
                "the message has " + Count.of(window.length(), "token")
                        + " with the system prompt, expected less than the context of " + contextSize
                        + ". Shorten it or choose a larger context",
                Control.CONTEXT_SIZE.how(),
                "."));
    }
}
