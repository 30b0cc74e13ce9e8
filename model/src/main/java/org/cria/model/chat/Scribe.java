package org.cria.model.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.template.Text;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.TextStream;
import org.cria.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Writes conversations down with a template. A reply that the template writes as it is, save for white space around it, keeps the tokens
 * that it was generated with, and what stood before it then: so a prompt begins with the tokens of the prompt and reply before it. What
 * the template drops or changes of a reply, such as its thoughts, is spelled as the template has it. For one thread.
 */
final class Scribe {
    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final CallTurns calls;
    /** [tokens] of the texts in what was written last: most of them come again. */
    private Map<List<Passage>, int[]> known = new HashMap<>();

    Scribe(ChatTemplate template, Tokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.calls = new CallTurns(template);
    }

    /**
     * What is before the reply to the last message.
     *
     * @param exchanges oldest first, at least one
     */
    Written write(@Nullable String system, Collection<Exchange> exchanges) {
        List<Exchange> all = List.copyOf(exchanges);
        int first = calls.system(system) == null ? 0 : 1;
        TemplatedText written = template.write(turns(system, all), tokenizer.vocabulary());
        Map<List<Passage>, int[]> used = new HashMap<>();
        List<Written.Part> parts = new ArrayList<>();
        int at = 0;
        boolean placed = false;
        for (int i = 0; i < all.size() - 1; i++) {
            Optional<Text.Run> reply =
                    unchanged(written.text(), ChatTemplate.origin(first + 2 * i + 1), text(all.get(i)));
            placed = reply.isPresent() && reply.get().start() >= at;
            if (placed) {
                Text before =
                        template.asPrompted(written.text().sub(at, reply.get().start()));
                parts.add(new Written.Part(at, reply.get().start(), tokens(before, written.marks(), at == 0, used)));
                parts.add(new Written.Part(
                        reply.get().start(), reply.get().end(), all.get(i).reply()));
                at = reply.get().end();
            }
        }
        Text rest = written.text().sub(at, written.text().length());
        parts.add(new Written.Part(at, written.text().length(), tokens(rest, written.marks(), at == 0, used)));
        known = used;
        return new Written(written, parts, placed);
    }

    private List<Turn> turns(@Nullable String system, List<Exchange> exchanges) {
        List<String> replies =
                exchanges.stream().limit(exchanges.size() - 1).map(this::text).toList();
        return calls.turns(system, exchanges, replies);
    }

    /** What was said, as it was said: calls of tools stand in the replies. */
    List<Turn> said(@Nullable String system, Collection<Exchange> exchanges) {
        List<Turn> turns = new ArrayList<>();
        if (system != null) {
            turns.add(Turn.system(system));
        }
        for (Exchange exchange : exchanges) {
            turns.add(
                    exchange.results().isEmpty()
                            ? Turn.user(exchange.message())
                            : new Turn(Turn.Role.TOOL, String.join("\n", exchange.results())));
            turns.add(Turn.assistant(text(exchange)));
        }
        return turns;
    }

    /** How turns have calls of tools. */
    CallTurns calls() {
        return calls;
    }

    /** Where a reply stands, if it stands there whole. */
    private static Optional<Text.Run> unchanged(Text text, int origin, String reply) {
        return ChatTemplate.only(text, origin).filter(run -> {
            String found = text.toString().substring(run.start(), run.end());
            return found.strip().equals(reply.strip());
        });
    }

    private int[] tokens(Text part, String marks, boolean begin, Map<List<Passage>, int[]> used) {
        TemplatedText text = new TemplatedText(part, marks);
        if (begin) {
            return text.tokens(tokenizer);
        }
        List<Passage> passages = text.passages();
        int[] found = known.get(passages);
        int[] tokens = found == null ? tokenizer.encode(passages, true) : found;
        used.put(passages, tokens);
        return tokens;
    }

    private boolean isMark(String piece) {
        boolean thought = template.thinking()
                .filter(marks -> piece.equals(marks.begin()) || piece.equals(marks.end()))
                .isPresent();
        return thought
                || calls.tools().filter(tools -> tools.format().isMark(piece)).isPresent();
    }

    /** A reply as text, with the marks of its thoughts and calls where these are control tokens, which print nothing: templates look for them. */
    String text(Exchange exchange) {
        return exchange.text(tokens -> {
            TextStream stream = tokenizer.continuation();
            StringBuilder text = new StringBuilder();
            for (int token : tokens) {
                String piece = tokenizer.vocabulary().piece(token);
                boolean mark = isMark(piece) && tokenizer.bytes(token).length == 0;
                text.append(stream.feed(token)).append(mark ? piece : "");
            }
            return text.append(stream.finish()).toString();
        });
    }

    /** Tells thoughts from what is said in a reply that follows this. */
    Thoughts thoughts(Written before, Exchange latest) {
        return Thoughts.after(before.text(), text(latest), template.thinking(), tokenizer.vocabulary());
    }

    /** [tokens] that end a thought; none where the template knows no thoughts. */
    int[] endOfThought() {
        return template.thinking()
                .map(marks -> tokenizer.encode(List.of(Passage.template("\n" + marks.end() + "\n\n")), true))
                .orElse(new int[0]);
    }

    /**
     * [tokens] of what stays, without a new message.
     *
     * @param count how many exchanges stay
     */
    int[] left(@Nullable String system, Window window, int count) {
        if (count == window.exchanges().size()) {
            return window.tokens();
        }
        if (window.written().afterReply()) {
            return window.written().beforeLast();
        }
        Deque<Exchange> stays = new ArrayDeque<>(window.exchanges());
        stays.removeLast();
        return new Window(stays, write(system, stays)).tokens();
    }
}
