package org.cria.model.chat;

import java.util.List;
import java.util.Locale;
import org.cria.model.tool.ToolCall;

/**
 * One contribution to a conversation.
 *
 * @param role who speaks
 * @param text as it was typed or generated, without any markup; of results, all of them, a line feed between two
 * @param calls of tools: those that the model asks for, or those that results are of
 * @param results what the calls gave, one each; empty in turns that are none of {@link Role#TOOL}
 */
public record Turn(Role role, String text, List<ToolCall> calls, List<String> results) {
    public Turn {
        calls = List.copyOf(calls);
        results = List.copyOf(results);
    }

    /** One without calls. */
    public Turn(Role role, String text) {
        this(role, text, List.of(), List.of());
    }

    /** Who speaks. */
    public enum Role {
        /** Whoever set the conversation up: says how to answer. */
        SYSTEM,
        /** The person. */
        USER,
        /** The model. */
        ASSISTANT,
        /** Whoever ran what the model called, or declined to. */
        TOOL;

        /** As templates have it. */
        String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Turn system(String text) {
        return new Turn(Role.SYSTEM, text);
    }

    public static Turn user(String text) {
        return new Turn(Role.USER, text);
    }

    public static Turn assistant(String text) {
        return new Turn(Role.ASSISTANT, text);
    }

    /** The model, with calls beside what it says. */
    static Turn calling(String text, List<ToolCall> calls) {
        return new Turn(Role.ASSISTANT, text, calls, List.of());
    }

    /** What calls gave, one result each. */
    static Turn results(List<ToolCall> calls, List<String> results) {
        return new Turn(Role.TOOL, String.join("\n", results), calls, results);
    }

    /** Where a result begins in the text. */
    int start(int result) {
        return results.subList(0, result).stream()
                .mapToInt(each -> each.length() + 1)
                .sum();
    }
}
