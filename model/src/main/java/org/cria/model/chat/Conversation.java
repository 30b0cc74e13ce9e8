package org.cria.model.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.tokenizer.TextStream;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a model, and what of it the model sees: all of it, or, where the context is too small for that, the
 * system text and as many of the latest exchanges as fit. For one thread.
 *
 * <p>One exchange goes like this: {@link #ask}, then {@link #prompt} to a generation whose tokens are given back one by one with
 * {@link #append}, or {@link #withdraw} if there were none; {@link Chat} does that. Replies are kept as tokens, so a prompt begins
 * with the tokens of the prompt and reply before it, and a session computes only what is new.
 */
public final class Conversation {
    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final Room room;
    private @Nullable String system;
    /** Oldest first; the last one may be without a whole reply. */
    private Deque<Exchange> exchanges = new ArrayDeque<>();
    /** [tokens] the first exchange up to its reply. */
    private int[] opening = {};
    /** Exchanges that went so far. */
    private int forgotten;

    /** An empty conversation. */
    public Conversation(ChatTemplate template, Tokenizer tokenizer, Room room) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.room = room;
    }

    /** What was said, to be written down. */
    public Transcript transcript() {
        List<Transcript.Round> entries = exchanges.stream()
                .map(exchange -> new Transcript.Round(exchange.message(), exchange.reply()))
                .toList();
        return new Transcript(template.name(), system(), entries, forgotten);
    }

    /**
     * A conversation in which all this was said.
     *
     * @throws CriaException if the template is not known, or it does not fit in the context
     */
    public static Conversation resumed(Transcript transcript, Tokenizer tokenizer, Room room) {
        Conversation resumed = new Conversation(ChatTemplates.named(transcript.template()), tokenizer, room);
        resumed.system = transcript.system().orElse(null);
        resumed.forgotten = transcript.forgotten();
        for (Transcript.Round each : transcript.exchanges()) {
            Exchange exchange = resumed.exchange(each.message());
            for (int token : each.reply()) {
                exchange.append(token);
            }
            resumed.exchanges.add(exchange);
        }
        if (!transcript.exchanges().isEmpty()) {
            String first = transcript.exchanges().getFirst().message();
            resumed.opening = resumed.template.opening(resumed.system, first, tokenizer);
            int length = resumed.seen().length();
            if (length > room.contextSize()) {
                throw new CriaException(Explanation.of(
                        "the conversation has " + length + " tokens, expected at most the context of "
                                + room.contextSize() + ". Choose a larger context",
                        Control.CONTEXT_SIZE.how(),
                        "."));
            }
        }
        return resumed;
    }

    /** A copy that goes its own way. */
    public Conversation fork() {
        Conversation fork = new Conversation(template, tokenizer, room);
        fork.system = system;
        exchanges.forEach(exchange -> fork.exchanges.add(exchange.copy()));
        fork.opening = opening;
        fork.forgotten = forgotten;
        return fork;
    }

    public ChatTemplate template() {
        return template;
    }

    public Room room() {
        return room;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The system text; empty if there is none, or only the template's own. */
    public Optional<String> system() {
        return Optional.ofNullable(system);
    }

    /**
     * Replaces the system text, also for what was said before.
     *
     * @param text an empty one takes the system text away
     * @return which exchanges went because it is longer
     * @throws CriaException if the conversation does not fit with it, even without older exchanges; nothing changes then
     */
    public ContextShift pin(String text) {
        @Nullable String before = system;
        system = text.isEmpty() ? null : text;
        Deque<Exchange> said = new ArrayDeque<>(exchanges);
        if (said.isEmpty()) {
            said.add(exchange(""));
        }
        Window window = window(said);
        if (!room.fits(window)) {
            system = before;
            throw room.tooLong(window);
        }
        return exchanges.isEmpty() ? ContextShift.NOTHING : keep(window).recomputed();
    }

    /**
     * Adds a message. If it does not fit with the reserve for its reply, whole exchanges go, the oldest first.
     *
     * @return which went
     * @throws CriaException if the message does not fit even alone, or nothing is to be forgotten; nothing changes then
     */
    public ContextShift ask(String message) {
        Deque<Exchange> longer = new ArrayDeque<>(exchanges);
        longer.add(exchange(message));
        Window window = window(longer);
        if (!room.fits(window)) {
            throw room.tooLong(window);
        }
        return keep(window);
    }

    /** [tokens] what the model is to continue: everything up to the reply that was asked for, and what there is of it. */
    public int[] prompt() {
        latest();
        return seen().tokens();
    }

    private Window seen() {
        return new Window(exchanges, opening);
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
     * @return which went; none if there is nothing left to go, and the reply has to end
     */
    ContextShift makeRoom() {
        latest();
        if (!room.forgets()) {
            return ContextShift.NOTHING;
        }
        Window window = window(exchanges);
        return room.fits(window) ? keep(window) : ContextShift.NOTHING;
    }

    /** Takes the latest message back, and its reply. */
    public void withdraw() {
        exchanges.removeLast();
        opening = exchanges.isEmpty() ? new int[0] : opening;
    }

    /** Tokens of the latest reply so far. */
    int replyLength() {
        return latest().replyLength();
    }

    /** Takes the end of the latest reply back, from this many tokens on. */
    void shorten(int replyTokens) {
        latest().shorten(replyTokens);
    }

    /** Takes the latest reply back, for another one to the same message. */
    void retract() {
        latest().shorten(0);
    }

    /** Forgets all exchanges; the system text stays. */
    public void clear() {
        exchanges.clear();
        opening = new int[0];
        forgotten = 0;
    }

    /** How many exchanges the model sees. */
    public int exchanges() {
        return exchanges.size();
    }

    /** How many exchanges went because the context is too small. */
    public int forgotten() {
        return forgotten;
    }

    /** What fills the context: the tokens of the system text with what the template adds, then those of each exchange. */
    public List<Integer> shares() {
        return seen().shares();
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

    private Window window(Deque<Exchange> wanted) {
        return room.window(wanted, first -> template.opening(system, first.message(), tokenizer));
    }

    private ContextShift keep(Window window) {
        // A new message is in the window already, but not yet among the exchanges.
        int fresh = window.exchanges().getLast() == exchanges.peekLast() ? 0 : 1;
        int gone = exchanges.size() + fresh - window.exchanges().size();
        ContextShift change = gone == 0 || gone == exchanges.size()
                ? new ContextShift(gone, 0, 0, new int[0])
                : ContextShift.between(gone, seen().tokens(), seen().replyStart(gone), window.opening());
        exchanges = window.exchanges();
        opening = window.opening();
        forgotten += gone;
        return change;
    }
}
