package org.cria.model.chat;

import java.util.List;
import java.util.Optional;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * How a model wants a conversation written down. Immutable.
 *
 * <p>What the template writes becomes control tokens where it spells them; what anybody says never does, so nobody can end a
 * turn by typing {@code <|eot_id|>}. Templates whose marks are plain words, such as {@code [INST]} in Llama 2's vocabulary,
 * cannot keep these words apart; what ends their replies is a token still.
 */
public final class ChatTemplate {
    /** Where the system text goes. */
    enum SystemPlace {
        /** In a turn of its own, before the first message. */
        OWN_TURN,
        /** Inside the first message, before its text. */
        FIRST_MESSAGE
    }

    private final String name;
    private final String begin;
    private final SystemPlace place;
    private final Frame system;
    private final Frame user;
    private final Frame assistant;
    private final String reply;
    private final Trimming trimming;
    private final @Nullable String defaultSystem;

    /**
     * {@link Markup#BOS} and {@link Markup#EOS} stand for tokens in all of these.
     *
     * @param begin     before everything
     * @param system    around the system text; likewise the next two
     * @param reply     before a reply that is to be generated
     * @param defaultSystem the system text where none is given; null is none, an empty one is a turn without a text
     */
    ChatTemplate(
            String name,
            String begin,
            SystemPlace place,
            Frame system,
            Frame user,
            Frame assistant,
            String reply,
            Trimming trimming,
            @Nullable String defaultSystem) {
        this.name = name;
        this.begin = begin;
        this.place = place;
        this.system = system;
        this.user = user;
        this.assistant = assistant;
        this.reply = reply;
        this.trimming = trimming;
        this.defaultSystem = defaultSystem;
    }

    /** The same with a system text for conversations that have none. */
    ChatTemplate withDefaultSystem(String text) {
        return new ChatTemplate(name, begin, place, system, user, assistant, reply, trimming, text);
    }

    /**
     * The same with a system text in front of every message. For our own texts only: it is a part of the template here, so what
     * it spells may become control tokens.
     */
    public ChatTemplate repeating(String text) {
        String said = system.before() + trimming.system(text) + system.after();
        String before = place == SystemPlace.FIRST_MESSAGE ? user.before() + said : said + user.before();
        return new ChatTemplate(
                name, begin, place, system, new Frame(before, user.after()), assistant, reply, trimming, null);
    }

    /** As in {@code --chat-template}. */
    public String name() {
        return name;
    }

    /** The system text that conversations without one get. */
    public Optional<String> defaultSystem() {
        return Optional.ofNullable(defaultSystem);
    }

    /**
     * The conversation as a text that a reply is to follow, without the begin-of-text token that {@link #tokens} puts first.
     *
     * @param turns a system turn or none, then messages and replies in turns, a message last
     */
    public List<Passage> render(List<Turn> turns, Vocabulary vocabulary) {
        checkOrder(turns);
        Markup markup = new Markup(vocabulary, true, written());
        int first = turns.getFirst().role() == Turn.Role.SYSTEM ? 1 : 0;
        open(
                markup,
                first == 1 ? turns.getFirst().text() : null,
                turns.get(first).text());
        for (int i = first + 1; i < turns.size(); i += 2) {
            markup.structure(assistant.before())
                    .said(trimming.reply(turns.get(i).text()))
                    .structure(assistant.after());
            message(markup, turns.get(i + 1).text());
        }
        return markup.structure(reply).passages();
    }

    /** The tokens of {@link #render}, with the begin of a text if the vocabulary asks for it. */
    public int[] tokens(List<Turn> turns, Tokenizer tokenizer) {
        return withBos(tokenizer, render(turns, tokenizer.vocabulary()));
    }

    /** [tokens] up to where the first reply begins. */
    int[] opening(@Nullable String systemText, String message, Tokenizer tokenizer) {
        Markup markup = new Markup(tokenizer.vocabulary(), true, written());
        open(markup, systemText, message);
        return withBos(tokenizer, markup.structure(reply).passages());
    }

    /** [tokens] from where a generated reply ends to where the next one begins. */
    int[] following(String message, Tokenizer tokenizer) {
        Markup markup = new Markup(tokenizer.vocabulary(), false, written()).structure(assistant.after());
        message(markup, message);
        return tokenizer.encode(markup.structure(reply).passages(), true);
    }

    private void open(Markup markup, @Nullable String given, String message) {
        String text = given == null ? defaultSystem : given;
        markup.structure(begin);
        if (text == null) {
            markup.structure(user.before());
        } else if (place == SystemPlace.OWN_TURN) {
            markup.structure(system.before()).said(trimming.system(text)).structure(system.after());
            markup.structure(user.before());
        } else {
            markup.structure(user.before()).structure(system.before());
            markup.said(trimming.system(text)).structure(system.after());
        }
        boolean inside = text != null && place == SystemPlace.FIRST_MESSAGE;
        markup.said(trimming.user(message, inside)).structure(user.after());
    }

    private void message(Markup markup, String text) {
        markup.structure(user.before()).said(trimming.user(text, false)).structure(user.after());
    }

    /** All that the template ever writes, each part on a line. */
    private String written() {
        return String.join(
                "\n",
                begin,
                system.before(),
                system.after(),
                user.before(),
                user.after(),
                assistant.before(),
                assistant.after(),
                reply);
    }

    private static int[] withBos(Tokenizer tokenizer, List<Passage> passages) {
        int[] text = tokenizer.encode(passages, false);
        if (!tokenizer.vocabulary().addBos()) {
            return text;
        }
        int[] tokens = new int[text.length + 1];
        tokens[0] = tokenizer.vocabulary().bos().orElseThrow();
        System.arraycopy(text, 0, tokens, 1, text.length);
        return tokens;
    }

    private static void checkOrder(List<Turn> turns) {
        int first = !turns.isEmpty() && turns.getFirst().role() == Turn.Role.SYSTEM ? 1 : 0;
        boolean ordered = (turns.size() - first) % 2 == 1;
        for (int i = first; i < turns.size(); i++) {
            Turn.Role expected = (i - first) % 2 == 0 ? Turn.Role.USER : Turn.Role.ASSISTANT;
            ordered &= turns.get(i).role() == expected;
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
