package org.cria.model.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tool.ToolCall;
import org.cria.model.tool.ToolList;
import org.cria.model.tool.Tools;
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
    private ChatTemplate template;
    private final Tokenizer tokenizer;
    private final Room room;
    private Scribe scribe;
    private @Nullable String system;
    /** Oldest first; the last one may be without a whole reply. */
    private Deque<Exchange> exchanges = new ArrayDeque<>();
    /** All of it up to the last reply; null where that is to be written yet. */
    private @Nullable Written written;
    /** Exchanges that went so far. */
    private int forgotten;
    /** Whether what was left when the latest went is written otherwise since. */
    private boolean readsAgain;

    /** An empty conversation. */
    public Conversation(ChatTemplate template, Tokenizer tokenizer, Room room) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.room = room;
        this.scribe = new Scribe(template, tokenizer);
    }

    /** What was said, to be written down. */
    public Transcript transcript() {
        List<Transcript.Round> entries = exchanges.stream().map(Exchange::kept).toList();
        return new Transcript(template.kept(), template.variables(), system(), entries, forgotten);
    }

    /**
     * A conversation in which all this was said.
     *
     * @throws CriaException if the template is not known, or it does not fit in the context
     */
    public static Conversation resumed(Transcript transcript, Tokenizer tokenizer, Room room) {
        Conversation resumed = new Conversation(ChatTemplates.restored(transcript), tokenizer, room);
        resumed.system = transcript.system().orElse(null);
        resumed.forgotten = transcript.forgotten();
        transcript.exchanges().forEach(kept -> resumed.exchanges.add(Exchange.of(kept)));
        if (!transcript.exchanges().isEmpty()) {
            room.check(resumed.seen().length());
        }
        return resumed;
    }

    /** A copy that goes its own way. */
    public Conversation fork() {
        Conversation fork = new Conversation(template, tokenizer, room);
        fork.system = system;
        exchanges.forEach(exchange -> fork.exchanges.add(exchange.copy()));
        fork.written = written;
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
        @Nullable String other = text.isEmpty() ? null : text;
        Deque<Exchange> said = exchanges.isEmpty() ? new ArrayDeque<>(List.of(new Exchange(""))) : exchanges;
        Window window = room.fitting(said, kept -> scribe.write(other, kept));
        system = other;
        written = null;
        return exchanges.isEmpty() ? ContextShift.NOTHING : keep(window).recomputed();
    }

    /**
     * Adds a message. If it does not fit with the reserve for its reply, whole exchanges go, the oldest first.
     *
     * @return which went
     * @throws CriaException if the message does not fit even alone, or nothing is to be forgotten; nothing changes then
     */
    public ContextShift ask(String message) {
        return add(new Exchange(message));
    }

    /**
     * Gives the model what its {@link #calls} gave, in place of a message.
     *
     * @param results one for each call, in order
     * @return which exchanges went, as for a message
     */
    public ContextShift answerCalls(List<String> results) {
        return add(new Exchange("", results));
    }

    private ContextShift add(Exchange exchange) {
        Deque<Exchange> longer = new ArrayDeque<>(exchanges);
        longer.add(exchange);
        return keep(room.fitting(longer, kept -> scribe.write(system, kept)));
    }

    /** [tokens] what the model is to continue: everything up to the reply that was asked for, and what there is of it. */
    public int[] prompt() {
        latest();
        return seen().tokens();
    }

    private Window seen() {
        Written known = written == null ? scribe.write(system, exchanges) : written;
        written = known;
        return new Window(exchanges, known);
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
        Window window = room.window(exchanges, kept -> scribe.write(system, kept));
        return room.fits(window) ? keep(window) : ContextShift.NOTHING;
    }

    /** Takes the latest message back, and its reply. */
    public void withdraw() {
        exchanges.removeLast();
        written = null;
    }

    /** Takes the latest message back with all that followed it: replies, and results of calls. */
    public void withdrawMessage() {
        while (exchanges.size() > 1 && !latest().results().isEmpty()) {
            withdraw();
        }
        withdraw();
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
        written = null;
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

    /** Asks the model to think before it answers, or not to, where its template has a switch for that. */
    public void think(boolean on) {
        use(template.thinking(on));
    }

    /** Gives the template more variables, which go before others of their names. */
    public void give(Map<String, Value> variables) {
        use(template.with(variables));
    }

    /** Tells the model which tools it may call; refuses them where the template writes calls in a way that is not known. */
    public void equip(ToolList list) {
        var _ = Tools.of(list, template.source());
        give(Map.of(CallTurns.TOOLS, list.value()));
    }

    /** The tools that the model may call; empty where it may call none. */
    public Optional<Tools> tools() {
        return scribe.calls().tools();
    }

    /** The calls of tools in the latest reply. */
    public List<ToolCall> calls() {
        return exchanges.isEmpty()
                ? List.of()
                : scribe.calls().read(scribe.text(latest())).calls();
    }

    private void use(ChatTemplate other) {
        if (other != template) {
            template = other;
            scribe = new Scribe(template, tokenizer);
            written = null;
        }
    }

    /** Tells thoughts from what is said, in the reply that is to come or to go on. */
    public Thoughts thoughts() {
        return scribe.thoughts(seen().written(), latest());
    }

    /** [tokens] that end a thought; none where the template knows no thoughts. */
    int[] endOfThought() {
        return scribe.endOfThought();
    }

    /** Whether the latest exchanges that went could not be cut out: the template writes what is left otherwise, and it is read again. */
    public boolean readsAgain() {
        return readsAgain;
    }

    /** What fills the context: the tokens of the system text with what the template adds, then those of each exchange. */
    public List<Integer> shares() {
        return exchanges.isEmpty() ? List.of(0) : seen().shares(scribe.calls().system(system) != null, tokenizer);
    }

    /** What the model sees of the conversation, as text. */
    public List<Turn> turns() {
        return scribe.said(system, exchanges);
    }

    private Exchange latest() {
        Exchange latest = exchanges.peekLast();
        if (latest == null) {
            throw new IllegalStateException("nothing was asked yet");
        }
        return latest;
    }

    private ContextShift keep(Window window) {
        // A new message is in the window already, but not yet among the exchanges.
        int fresh = window.exchanges().getLast() == exchanges.peekLast() ? 0 : 1;
        int left = window.exchanges().size() - fresh;
        int gone = exchanges.size() - left;
        ContextShift change = gone == 0 || left == 0
                ? new ContextShift(gone, 0, 0, new int[0], 0)
                : ContextShift.between(gone, seen().tokens(), scribe.left(system, window, left));
        exchanges = window.exchanges();
        written = window.written();
        forgotten += gone;
        readsAgain = change.readsAgain();
        return change;
    }
}
