package org.cria.model.chat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.cria.model.template.Template;
import org.cria.model.template.TemplateException;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * How a model wants a conversation written down: a template in Jinja with its variables. Immutable.
 *
 * <p>What the template writes becomes control tokens where it spells them; what anybody says never does, so nobody can end a
 * turn by typing {@code <|eot_id|>}. Templates whose marks are plain words, such as {@code [INST]} in Llama 2's vocabulary,
 * cannot keep these words apart; what ends their replies is a token still.
 */
public final class ChatTemplate {
    private static final List<Turn> TRIAL =
            List.of(Turn.system("S"), Turn.user("U"), Turn.assistant("A"), Turn.user("V"));

    /** Where no vocabulary is at hand. */
    private static final Map<String, Value> NO_TOKENS = Map.of("bos_token", Text.EMPTY, "eos_token", Text.EMPTY);

    private final String name;
    private final String source;
    private final Template template;
    private final Map<String, Value> variables;
    private final LocalDateTime now;

    private final boolean takesSystem;
    /** What it writes before a reply that is given, and before one that is to come, where they differ in white space only. */
    private final Gaps gaps;
    /** All that it may write, for {@link TemplatedText}. */
    private final String marks;

    /** White space before a reply. */
    private record Gaps(String given, String coming) {}

    private ChatTemplate(
            String name, String source, Template template, Map<String, Value> variables, LocalDateTime now) {
        this.name = name;
        this.source = source;
        this.template = template;
        this.variables = variables;
        this.now = now;
        Text trial = attempt(TRIAL, true);
        this.takesSystem = trial != null && only(trial, origin(0)).isPresent();
        this.gaps = gaps();
        Text whole = takesSystem && trial != null
                ? trial
                : Optional.ofNullable(attempt(TRIAL.subList(1, 4), true)).orElse(Text.EMPTY);
        this.marks = TemplatedText.marks(whole, source);
    }

    /**
     * A template in Jinja.
     *
     * @param variables beside those of every conversation, before which they go
     * @param now what the template sees as the time, all the time
     * @throws TemplateException if the text is none
     */
    static ChatTemplate of(String name, String source, Map<String, Value> variables, LocalDateTime now) {
        return new ChatTemplate(name, source, Template.parse(source), Map.copyOf(variables), now);
    }

    /** The same with more variables, which go before others of their names. */
    public ChatTemplate with(Map<String, Value> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, Value> all = new LinkedHashMap<>(variables);
        all.putAll(more);
        return new ChatTemplate(name, source, template, Map.copyOf(all), now);
    }

    /** The same at another time. */
    public ChatTemplate at(LocalDateTime time) {
        return new ChatTemplate(name, source, template, variables, time);
    }

    /** As people call it. */
    public String name() {
        return name;
    }

    /** The template itself. */
    public String source() {
        return source;
    }

    /** What it is given beside a conversation. */
    Map<String, Value> variables() {
        return variables;
    }

    /** What a kept conversation says of it: the name, if Cria has it by that, or the text. */
    String kept() {
        return ChatTemplates.isName(name) ? name : source;
    }

    /** The marks of thoughts that it knows. */
    public Optional<Thinking> thinking() {
        return Thinking.in(source);
    }

    /** The same with the switch for thoughts on or off, whichever of those it has; this one where it has none, or stands so. */
    public ChatTemplate thinking(boolean on) {
        Map<String, Value> wanted = new LinkedHashMap<>();
        Thinking.switches(source).forEach(name -> wanted.put(name, Value.of(on)));
        return variables.entrySet().containsAll(wanted.entrySet()) ? this : with(wanted);
    }

    /** Whether a system text goes where the template wants it; else it goes before the first message. */
    public boolean takesSystem() {
        return takesSystem;
    }

    /**
     * Tries it with a message.
     *
     * @throws TemplateException if it fails
     */
    public void check() {
        var _ = write(TRIAL.subList(1, 2), takesSystem, NO_TOKENS);
    }

    private @Nullable Text attempt(List<Turn> turns, boolean system) {
        try {
            return write(turns, system, NO_TOKENS);
        } catch (TemplateException e) {
            return null; // whoever chats with it will hear
        }
    }

    private Gaps gaps() {
        Text prompt = attempt(TRIAL.subList(1, 2), true);
        Text whole = attempt(TRIAL.subList(1, 4), true);
        Optional<Text.Run> reply = whole == null ? Optional.empty() : only(whole, origin(1));
        if (prompt == null || whole == null || reply.isEmpty()) {
            return new Gaps("", "");
        }
        String coming = prompt.toString();
        String given = whole.toString().substring(0, reply.get().start());
        String common = coming.stripTrailing();
        return given.stripTrailing().equals(common)
                ? new Gaps(given.substring(common.length()), coming.substring(common.length()))
                : new Gaps("", "");
    }

    /** Text that goes before a reply that is given, as it was when the reply was to come. */
    Text asPrompted(Text before) {
        int end = before.length() - gaps.given.length();
        boolean changes = !gaps.given.equals(gaps.coming) && before.toString().endsWith(gaps.given);
        return changes ? before.sub(0, end).plus(Text.of(gaps.coming)) : before;
    }

    /** White space that a reply begins with: what the template writes before a reply that is given and not before one that is to come. */
    public String replyIndent() {
        return gaps.given.startsWith(gaps.coming) ? gaps.given.substring(gaps.coming.length()) : "";
    }

    /** Of a turn's text in {@link #write}. */
    static int origin(int turn) {
        return Text.SAID + 1 + turn;
    }

    /** Where the text of this origin is, if it is in one piece. */
    static Optional<Text.Run> only(Text text, int origin) {
        List<Text.Run> found =
                text.runs().stream().filter(run -> run.origin() == origin).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /**
     * A conversation as a text that a reply is to follow, in which {@link #origin} tells turns apart.
     *
     * @param turns a system turn or none, then messages and replies in turns, a message last
     * @throws TemplateException if the template fails
     */
    TemplatedText write(List<Turn> turns, Vocabulary vocabulary) {
        checkOrder(turns);
        return new TemplatedText(write(turns, takesSystem, tokens(vocabulary)), marks);
    }

    private static Map<String, Value> tokens(Vocabulary vocabulary) {
        return Map.of(
                "bos_token",
                spelling(vocabulary, vocabulary.bos()),
                "eos_token",
                spelling(vocabulary, vocabulary.eos()));
    }

    private static Text spelling(Vocabulary vocabulary, OptionalInt token) {
        return token.isPresent() ? Text.of(vocabulary.piece(token.getAsInt())) : Text.EMPTY;
    }

    private Text write(List<Turn> turns, boolean system, Map<String, Value> tokens) {
        List<Value> messages = new ArrayList<>();
        Text before = Text.EMPTY;
        for (int i = 0; i < turns.size(); i++) {
            Text text = Text.from(origin(i), turns.get(i).text());
            if (turns.get(i).role() == Turn.Role.SYSTEM && !system) {
                before = text.plus(Text.of("\n\n"));
                continue;
            }
            messages.addAll(CallTurns.messages(turns.get(i), before.plus(text)));
            before = Text.EMPTY;
        }
        return render(messages, tokens);
    }

    private Text render(List<Value> messages, Map<String, Value> tokens) {
        Map<String, Value> all = new LinkedHashMap<>(tokens);
        all.put("tools", Value.NONE);
        all.put("documents", Value.NONE);
        all.put("messages", Value.list(messages));
        all.put("add_generation_prompt", Value.TRUE);
        all.putAll(variables);
        return template.render(all, now);
    }

    /**
     * What the template makes of variables, and of nothing else but the vocabulary's tokens and the variables that it has.
     *
     * @throws TemplateException if it fails
     */
    public TemplatedText render(Map<String, Value> given, Vocabulary vocabulary) {
        Map<String, Value> all = new LinkedHashMap<>();
        vocabulary.bos().ifPresent(id -> all.put("bos_token", Text.of(vocabulary.piece(id))));
        vocabulary.eos().ifPresent(id -> all.put("eos_token", Text.of(vocabulary.piece(id))));
        all.putAll(variables);
        all.putAll(given);
        Text text = template.render(all, now);
        return new TemplatedText(text, TemplatedText.marks(text, marks));
    }

    /**
     * The conversation as a text that a reply is to follow, without the begin-of-text token that {@link #tokens} puts first.
     *
     * @param turns a system turn or none, then messages and replies in turns, a message last
     */
    public List<Passage> render(List<Turn> turns, Vocabulary vocabulary) {
        return write(turns, vocabulary).withoutBos(vocabulary).passages();
    }

    /** The tokens of {@link #render}, with the begin of a text if the vocabulary asks for it. */
    public int[] tokens(List<Turn> turns, Tokenizer tokenizer) {
        return write(turns, tokenizer.vocabulary()).tokens(tokenizer);
    }

    private static void checkOrder(List<Turn> turns) {
        int first = !turns.isEmpty() && turns.getFirst().role() == Turn.Role.SYSTEM ? 1 : 0;
        boolean ordered = (turns.size() - first) % 2 == 1;
        for (int i = first; i < turns.size(); i++) {
            Turn.Role expected = (i - first) % 2 == 0 ? Turn.Role.USER : Turn.Role.ASSISTANT;
            ordered &= turns.get(i).role() == expected
                    || (expected == Turn.Role.USER && i > first && turns.get(i).role() == Turn.Role.TOOL);
        }
        if (!ordered) {
            throw new IllegalArgumentException(
                    "expected a system turn or none, then user and assistant in turns, user last," + " found "
                            + turns.stream().map(Turn::role).toList());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
