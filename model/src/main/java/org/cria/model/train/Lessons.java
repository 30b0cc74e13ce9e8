package org.cria.model.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.Conversation;
import org.cria.model.chat.Room;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Texts and conversations as tokens with targets. A conversation has the tokens that a chat with the model has, and what is learned of it is
 * what the model says there: the tokens of its replies, and the one that ends them.
 */
final class Lessons {
    private static final Room ROOM = new Room(1 << 30, 0, false);

    private final Tokenizer tokenizer;
    private final int length;
    private @Nullable ChatTemplate template;
    private OptionalInt end = OptionalInt.empty();
    private int cut;

    /** @param length the most tokens of an example */
    Lessons(Tokenizer tokenizer, int length) {
        this.tokenizer = tokenizer;
        this.length = length;
    }

    /** How many conversations were longer than an example may be. */
    int cut() {
        return cut;
    }

    /** Uses this template from now on. */
    void use(ChatTemplate other) {
        if (other == template) {
            return;
        }
        template = other;
        end = end(other);
    }

    /** What ends replies: the first such token that the template writes behind one, or else the end of texts. */
    private OptionalInt end(ChatTemplate written) {
        Conversation trial = new Conversation(written, tokenizer, ROOM);
        trial.ask("A");
        int start = trial.prompt().length;
        for (int token : tokenizer.encode("B")) {
            trial.append(token);
        }
        trial.ask("C");
        IntStream ends = Arrays.stream(trial.prompt()).skip(start).filter(tokenizer.vocabulary()::endsGeneration);
        return IntStream.concat(ends, tokenizer.vocabulary().eos().stream()).findFirst();
    }

    /** A conversation: one example, or several where the template drops parts of what was said before. */
    List<Example> of(TaughtDialogue dialogue) {
        ChatTemplate written = Objects.requireNonNull(template, "a template is chosen first");
        Conversation conversation = new Conversation(written, tokenizer, ROOM);
        dialogue.system().ifPresent(conversation::pin);
        List<Example> examples = new ArrayList<>();
        int[] tokens = new int[0];
        int[] targets = new int[0];
        for (TaughtDialogue.Round round : dialogue.exchanges()) {
            conversation.ask(round.message());
            int[] prompt = conversation.prompt();
            if (!startsWith(prompt, tokens)) {
                examples.add(new Example(tokens, targets));
                targets = new int[0];
            }
            int[] reply = reply(written, round.reply());
            Arrays.stream(reply).forEach(conversation::append);
            tokens = Arrays.copyOf(prompt, prompt.length + reply.length);
            System.arraycopy(reply, 0, tokens, prompt.length, reply.length);
            targets = extended(targets, prompt.length, reply);
        }
        examples.add(new Example(tokens, targets));
        cut += examples.stream().anyMatch(example -> example.tokens().length > length) ? 1 : 0;
        return examples.stream()
                .map(example -> example.cut(length))
                .filter(example -> example.taught() > 0)
                .toList();
    }

    private int[] reply(ChatTemplate written, String text) {
        Passage said = Passage.message(written.replyIndent() + text, written.source());
        return tokenizer.encode(List.of(said), true);
    }

    /** Targets up to the end of a reply; without a token that ends replies the last one has none. */
    private int[] extended(int[] before, int promptLength, int[] reply) {
        int[] targets = new int[promptLength + reply.length];
        Arrays.fill(targets, Example.NONE);
        System.arraycopy(before, 0, targets, 0, before.length);
        System.arraycopy(reply, 0, targets, promptLength - 1, reply.length);
        targets[targets.length - 1] = end.orElse(Example.NONE);
        return targets;
    }

    private static boolean startsWith(int[] tokens, int[] start) {
        return tokens.length >= start.length && Arrays.equals(tokens, 0, start.length, start, 0, start.length);
    }

    /**
     * A text by itself: windows of it, each begun as the model's texts are.
     *
     * @param whole whether it ends where the text does, which is learned too
     */
    List<Example> of(String text, boolean whole) {
        int[] body = tokenizer.encode(text);
        OptionalInt last = whole ? tokenizer.vocabulary().eos() : OptionalInt.empty();
        if (last.isPresent()) {
            body = Arrays.copyOf(body, body.length + 1);
            body[body.length - 1] = last.getAsInt();
        }
        boolean begun = tokenizer.vocabulary().addBos();
        int stride = length + (begun ? 0 : 1);
        List<Example> examples = new ArrayList<>();
        for (int from = 0; from < body.length; from += stride) {
            int[] window = Arrays.copyOfRange(body, from, Math.min(body.length, from + stride));
            if (begun) {
                int[] tokens = new int[window.length];
                tokens[0] = tokenizer.vocabulary().bos().orElseThrow();
                System.arraycopy(window, 0, tokens, 1, window.length - 1);
                examples.add(new Example(tokens, window));
            } else if (window.length > 1) {
                examples.add(new Example(
                        Arrays.copyOf(window, window.length - 1), Arrays.copyOfRange(window, 1, window.length)));
            }
        }
        return examples;
    }
}
