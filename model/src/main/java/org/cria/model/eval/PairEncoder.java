package org.cria.model.eval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.model.template.PythonText;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Vocabulary;

/**
 * Tokens of contexts and continuations, split where the harness splits them: white space at the end of a context goes to the continuation,
 * and the continuation's tokens are those of the whole behind as many as the context has alone. Texts that spell control tokens mean
 * them, as they do there.
 */
final class PairEncoder {
    private final Tokenizer tokenizer;
    private final boolean begins;
    private final int most;

    /**
     * An encoder.
     *
     * @param begins whether texts start with the token for the begin of a text
     * @param most tokens that a model reads; what is more is cut off on the left
     */
    PairEncoder(Tokenizer tokenizer, boolean begins, int most) {
        this.tokenizer = tokenizer;
        this.begins = begins;
        this.most = most;
    }

    /**
     * What a model reads to score a continuation.
     *
     * @param input [tokens] all but the last of the continuation
     * @param targets [tokens] of the continuation; the first is scored behind as many tokens as the input has more than it
     * @param isCut whether tokens were cut off on the left
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Scored(int[] input, int[] targets, boolean isCut) implements Serializable {
        /** The position after which the first target is scored. */
        int firstScored() {
            return input.length - targets.length;
        }
    }

    /** What a model reads to go on, and whether tokens were cut off on the left. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Prompt(int[] tokens, boolean isCut) {}

    /** The tokens of a text. */
    int[] encode(String text) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        int[] tokens = tokenizer.encodeTemplate(text);
        boolean hasBegin = vocabulary.bos().isPresent()
                && text.startsWith(vocabulary.piece(vocabulary.bos().getAsInt()));
        return begins && !hasBegin
                ? IntStream.concat(IntStream.of(begin()), Arrays.stream(tokens)).toArray()
                : tokens;
    }

    private int begin() {
        return tokenizer
                .vocabulary()
                .bos()
                .orElseThrow(() -> new CriaException(Explanation.of(
                        "the model has no token for the begin of a text, expected one. Leave it out: ",
                        Bos.CONTROL.to("off"),
                        ".")));
    }

    Scored scored(TaskQuestion.Pair pair) {
        String context = PythonText.stripEnd(pair.context());
        String continuation = pair.context().substring(context.length()) + pair.continuation();
        int[] whole;
        int start;
        if (context.isEmpty()) {
            int[] alone = tokenizer.encodeTemplate(continuation);
            int prefix = tokenizer
                    .vocabulary()
                    .bos()
                    .orElseGet(() -> tokenizer.vocabulary().eos().orElse(0));
            whole = alone.length > 0 && alone[0] == prefix
                    ? alone
                    : IntStream.concat(IntStream.of(prefix), Arrays.stream(alone))
                            .toArray();
            start = 1;
        } else {
            whole = encode(context + continuation);
            start = encode(context).length;
        }
        int[] targets = Arrays.copyOfRange(whole, Math.min(start, whole.length), whole.length);
        if (targets.length == 0 || targets.length > most) {
            throw new CriaException(
                    Explanation.of("the continuation '" + continuation + "' has " + Count.of(targets.length, "token")
                            + " behind its context, expected 1 to " + most + ", the model's context. Check the task."));
        }
        int length = Math.min(whole.length, most + 1);
        int[] input = Arrays.copyOfRange(whole, whole.length - length, whole.length - 1);
        return new Scored(input, targets, whole.length > length);
    }

    /** @param room how many tokens are to have room behind it */
    Prompt prompt(String text, int room) {
        return cut(encode(text), room);
    }

    /** The same of tokens. */
    Prompt cut(int[] tokens, int room) {
        int longest = most - room;
        if (longest < 1) {
            throw new CriaException(Explanation.of(
                    "the context of " + Count.of(most, "token") + " has no room for a prompt beside the "
                            + Count.of(room, "token") + " of an answer, expected at least " + (room + 1)
                            + ". Choose a larger context",
                    Control.CONTEXT_SIZE.how(),
                    "."));
        }
        int length = Math.min(tokens.length, longest);
        return new Prompt(Arrays.copyOfRange(tokens, tokens.length - length, tokens.length), tokens.length > length);
    }
}
