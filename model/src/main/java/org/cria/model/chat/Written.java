package org.cria.model.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cria.model.template.Text;
import org.cria.model.tokenizer.Tokenizer;

/**
 * A conversation as its template writes it, up to the reply that is to come: texts, and replies between them as they were generated.
 *
 * @param parts in order
 * @param afterReply whether the last part begins right after the reply before the last message
 */
record Written(TemplatedText all, List<Part> parts, boolean afterReply) {
    /**
     * Characters {@code start} to {@code end} of the text.
     *
     * @param tokens [tokens]
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Part(int start, int end, int[] tokens) {}

    int length() {
        return parts.stream().mapToInt(part -> part.tokens.length).sum();
    }

    /** [tokens] up to the last part. */
    int[] beforeLast() {
        return Arrays.copyOf(tokens(), length() - parts.getLast().tokens.length);
    }

    private int[] tokens() {
        int[] tokens = new int[length()];
        var _ = copy(tokens);
        return tokens;
    }

    int copy(int[] to) {
        int end = 0;
        for (Part part : parts) {
            System.arraycopy(part.tokens, 0, to, end, part.tokens.length);
            end += part.tokens.length;
        }
        return end;
    }

    /** How many tokens there are before a place in the text; about as many, where that is inside of one. */
    private int tokensBefore(int place, Tokenizer tokenizer) {
        int count = 0;
        for (Part part : parts) {
            if (part.end <= place) {
                count += part.tokens.length;
            } else if (part.start < place) {
                int inside = tokenizer.encode(all.sub(part.start, place).passages(), true).length;
                count += Math.min(part.tokens.length, inside);
            }
        }
        return count;
    }

    /** Where the text of a turn begins, or ends; empty if it is not there. */
    Optional<Integer> place(int turn, boolean end) {
        return all.text().runs().stream()
                .filter(run -> run.origin() == ChatTemplate.origin(turn))
                .map(run -> end ? run.end() : run.start())
                .reduce((first, last) -> end ? last : first);
    }

    /** How many tokens there are up to where the text of a turn begins, or ends. */
    int tokensUpTo(int turn, boolean end, Tokenizer tokenizer) {
        return place(turn, end).map(place -> tokensBefore(place, tokenizer)).orElse(0);
    }

    /** What the template wrote, without who wrote it. */
    Text text() {
        return all.text();
    }
}
