package org.cria.model.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.tokenizer.TextStream;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a model, and what of it the model sees: all of it, or, where the context is too small for that, the
 * system text and as many of the latest exchanges as fit. For one thread.
 *
 * <p>One exchange goes like this: {@link #ask}, then {@link #prompt} to a generation whose tokens are given back one by one with
 * {@link #append}, or {@link #withdraw} if there were none. Replies are kept as tokens, so a prompt begins with the tokens of
 * the prompt and reply before it, and a session computes only what is new.
 */
public final class Conversation {
    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final int contextSize;
    private final int reserve;
    private @Nullable String system;
    /** Oldest first; the last one may be without a whole reply. */
    private Deque<Exchange> exchanges = new ArrayDeque<>();
    /** [tokens] the first exchange up to its reply. */
    private int[] opening = {};

    /**
     * An empty conversation.
     *
     * @param contextSize in tokens, for the prompt and the reply to it
     * @param reserve     tokens: older exchanges go when less than this is left for the reply
     */
    public Conversation(ChatTemplate template, Tokenizer tokenizer, int contextSize, int reserve) {
        if (reserve < 0 || reserve > contextSize) {
            throw new IllegalArgumentException("reserve " + reserve + " of a context of " + contextSize);
        }
        this.template = template;
        this.tokenizer = tokenizer;
        this.contextSize = contextSize;
        this.reserve = reserve;
    }

    public ChatTemplate template() {
        return template;
    }

    /** The system text; empty if there is none, or only the template's own. */
    public Optional<String> system() {
        return Optional.ofNullable(system);
    }

    /**
     * Replaces the system text, also for what was said before.
     *
     * @param text an empty one takes the system text away
     * @return how many exchanges went because it is longer
     * @throws CriaException if the conversation does not fit with it, even without older exchanges; nothing changes then
     */
    public int pin(String text) {
        @Nullable String before = system;
        system = text.isEmpty() ? null : text;
        Deque<Exchange> said = new ArrayDeque<>(exchanges);
        if (said.isEmpty()) {
            said.add(exchange(""));
        }
        Window window = window(said);
        if (!fits(window)) {
            system = before;
            throw tooLong(window);
        }
        return exchanges.isEmpty() ? 0 : keep(window);
    }

    /**
     * Adds a message. If it does not fit with the reserve for its reply, whole exchanges go, the oldest first.
     *
     * @return how many went
     * @throws CriaException if the message does not fit even alone; nothing changes then
     */
    public int ask(String message) {
        Deque<Exchange> longer = new ArrayDeque<>(exchanges);
        longer.add(exchange(message));
        Window window = window(longer);
        if (!fits(window)) {
            throw tooLong(window);
        }
        return keep(window) + 1;
    }

    /** [tokens] what the model is to continue: everything up to the reply that was asked for, and what there is of it. */
    public int[] prompt() {
        latest();
        int[] tokens = new int[length(opening, exchanges)];
        int end = copy(opening, tokens, 0);
        boolean first = true;
        for (Exchange exchange : exchanges) {
            end = first ? end : copy(exchange.following(), tokens, end);
            end = copy(exchange.reply(), tokens, end);
            first = false;
        }
        return tokens;
    }

    private static int copy(int[] from, int[] to, int start) {
        System.arraycopy(from, 0, to, start, from.length);
        return start + from.length;
    }

    /** Adds a generated token to the latest reply. One that ends the generation is left out: the template ends replies. */
    public void append(int token) {
        if (!tokenizer.vocabulary().endsGeneration(token)) {
            latest().append(token);
        }
    }

    /**
     * Makes room for a reply that filled the context: whole exchanges before it go, the oldest first.
     *
     * @return how many went; 0 if there is nothing left to go, and the reply has to end
     */
    public int makeRoom() {
        latest();
        Window window = window(exchanges);
        return fits(window) ? keep(window) : 0;
    }

    /** Takes the latest message back, and its reply. */
    public void withdraw() {
        exchanges.removeLast();
        opening = exchanges.isEmpty() ? new int[0] : opening;
    }

    /** Forgets all exchanges; the system text stays. */
    public void clear() {
        exchanges.clear();
        opening = new int[0];
    }

    /** What the model sees of the conversation, as text. */
    public List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        system().ifPresent(text -> turns.add(Turn.system(text)));
        for (Exchange exchange : exchanges) {
            turns.add(Turn.user(exchange.message()));
            turns.add(Turn.assistant(text(exchange.reply())));
        }
        return turns;
    }

    private String text(int[] tokens) {
        TextStream stream = tokenizer.continuation();
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(stream.feed(token));
        }
        return text.append(stream.finish()).toString();
    }

    private Exchange latest() {
        Exchange latest = exchanges.peekLast();
        if (latest == null) {
            throw new IllegalStateException("nothing was asked yet");
        }
        return latest;
    }

    private Exchange exchange(String message) {
        return new Exchange(message, template.following(message, tokenizer));
    }

    /** What the model is to see: {@code length} tokens, of which {@code opening} are the first exchange up to its reply. */
    @SuppressWarnings("ArrayRecordComponent") // passed on at once, compared by nobody
    private record Window(Deque<Exchange> exchanges, int[] opening, int length) {}

    /** The latest of the exchanges, as many as leave the reserve; the last one in any case. */
    private Window window(Deque<Exchange> wanted) {
        Deque<Exchange> kept = new ArrayDeque<>(wanted);
        while (true) {
            int[] first = template.opening(system, kept.getFirst().message(), tokenizer);
            int length = length(first, kept);
            if (kept.size() == 1 || length + Math.max(reserve, 1) <= contextSize) {
                return new Window(kept, first, length);
            }
            kept.removeFirst();
        }
    }

    private static int length(int[] opening, Deque<Exchange> kept) {
        int following = kept.stream().mapToInt(Exchange::length).sum();
        return opening.length + following - kept.getFirst().following().length;
    }

    /** Whether there is room for a token more. */
    private boolean fits(Window window) {
        return window.length < contextSize;
    }

    private int keep(Window window) {
        int gone = exchanges.size() - window.exchanges.size();
        exchanges = window.exchanges;
        opening = window.opening;
        return gone;
    }

    private CriaException tooLong(Window window) {
        return new CriaException(
                "the message has " + window.length + " tokens with the system prompt, expected less than the"
                        + " context of " + contextSize + ". Shorten it or choose a larger context with -c.");
    }
}
