package org.cria.model.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.model.template.Text;
import org.cria.model.tokenizer.Vocabulary;

/**
 * Tells what a model thinks from what it says, in an answer as it comes. Thoughts stand at the begin of an answer, between marks that
 * belong to neither; a mark may be text, or a control token, which prints nothing. For one thread.
 */
public final class Thoughts {
    /**
     * A part of the answer.
     *
     * @param thought whether the model thinks it, rather than says it
     */
    public record Part(String text, boolean thought) {}

    private final Optional<Thinking> marks;
    private final Vocabulary vocabulary;
    /** What may be a mark, and is not decided yet. */
    private final StringBuilder held = new StringBuilder();

    private boolean inside;
    /** Whether something was said: what looks like a mark is text from then on. */
    private boolean begun;

    private boolean afterMark;

    /**
     * An answer.
     *
     * @param marks of the template, if it knows any
     * @param open whether the prompt ends in the middle of a thought
     */
    Thoughts(Optional<Thinking> marks, Vocabulary vocabulary, boolean open) {
        this.marks = marks;
        this.vocabulary = vocabulary;
        this.inside = open;
    }

    /** The thoughts of an answer to what a template wrote. */
    public static Thoughts after(TemplatedText prompt, ChatTemplate template, Vocabulary vocabulary) {
        return after(prompt.text(), "", template.thinking(), vocabulary);
    }

    /**
     * The same where some of the answer is there.
     *
     * @param prompt ends with what the template wrote, which may begin a thought
     * @param said of the answer
     */
    static Thoughts after(Text prompt, String said, Optional<Thinking> marks, Vocabulary vocabulary) {
        int end = prompt.runs().stream()
                .filter(run -> run.origin() != Text.TEMPLATE)
                .mapToInt(Text.Run::end)
                .max()
                .orElse(0);
        String tail = prompt.toString().substring(end) + said;
        return new Thoughts(
                marks, vocabulary, marks.map(each -> each.isOpenAt(tail)).orElse(false));
    }

    /** Whether the model is thinking. */
    public boolean isInside() {
        return inside;
    }

    /** Takes a token and the text that became certain with it. */
    public List<Part> feed(int token, String text) {
        List<Part> parts = feed(text);
        if (marks.isPresent() && text.isEmpty() && !begun) {
            String piece = vocabulary.piece(token);
            if (piece.equals(inside ? marks.get().end() : marks.get().begin())) {
                add(held.toString(), parts);
                held.setLength(0);
                turn();
            }
        }
        return parts;
    }

    /** Takes more text. */
    private List<Part> feed(String text) {
        List<Part> parts = new ArrayList<>();
        held.append(text);
        while (marks.isPresent() && !begun) {
            String mark = inside ? marks.get().end() : marks.get().begin();
            int at = held.indexOf(mark);
            if (at < 0) {
                int certain = held.length() - overlap(mark);
                add(held.substring(0, certain), parts);
                held.delete(0, certain);
                break;
            }
            if (!inside && !held.substring(0, at).isBlank()) {
                break;
            }
            add(held.substring(0, at), parts);
            held.delete(0, at + mark.length());
            turn();
        }
        if (marks.isEmpty() || begun) {
            add(held.toString(), parts);
            held.setLength(0);
        }
        return parts;
    }

    /** Ends the answer: what was held back. */
    public List<Part> finish(String rest) {
        List<Part> parts = feed(rest);
        add(held.toString(), parts);
        held.setLength(0);
        return parts;
    }

    private void turn() {
        inside = !inside;
        afterMark = true;
    }

    /** White space after a mark belongs to it. */
    private void add(String text, List<Part> parts) {
        String shown = afterMark ? text.stripLeading() : text;
        if (shown.isEmpty()) {
            return;
        }
        afterMark = false;
        begun |= !inside && !shown.isBlank();
        parts.add(new Part(shown, inside));
    }

    /** How many characters at the end may be the begin of a mark. */
    private int overlap(String mark) {
        for (int length = Math.min(mark.length() - 1, held.length()); length > 0; length--) {
            if (held.substring(held.length() - length).equals(mark.substring(0, length))) {
                return length;
            }
        }
        return 0;
    }
}
