package org.cria.model.chat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The marks between which a model thinks before it answers. */
public record Thinking(String begin, String end) {
    private static final List<Thinking> KNOWN = List.of(
            new Thinking("<think>", "</think>"),
            new Thinking("<|START_THINKING|>", "<|END_THINKING|>"),
            new Thinking("[THINK]", "[/THINK]"),
            new Thinking("<seed:think>", "</seed:think>"),
            new Thinking("<thought>", "</thought>"),
            new Thinking("<thinking>", "</thinking>"),
            new Thinking("<reasoning>", "</reasoning>"));

    private static final Pattern SWITCH =
            Pattern.compile("(?<![\\w.'\"])(enable_thinking|thinking|reasoning)(?![\\w'\"])");

    /** What a template calls the switch for it: a variable, no part of a message. */
    static Set<String> switches(String template) {
        return SWITCH.matcher(template)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The marks that a template knows: it writes them, or looks for them in what a model said. */
    static Optional<Thinking> in(String template) {
        return KNOWN.stream().filter(marks -> template.contains(marks.end)).findFirst();
    }

    /** Whether a text ends in the middle of a thought. */
    boolean isOpenAt(String text) {
        return text.lastIndexOf(begin) > text.lastIndexOf(end);
    }
}
