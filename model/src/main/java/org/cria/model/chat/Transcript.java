package org.cria.model.chat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.template.Value;

/**
 * What of a conversation outlives it: what was said, and the template that makes tokens of it.
 *
 * @param template its name, or its text
 * @param variables that it is given beside the conversation
 * @param system the system text; empty if there is none
 * @param exchanges oldest first
 * @param forgotten how many exchanges went before these
 */
public record Transcript(
        String template, Map<String, Value> variables, Optional<String> system, List<Round> exchanges, int forgotten) {
    public Transcript {
        variables = Map.copyOf(variables);
        exchanges = List.copyOf(exchanges);
    }

    /**
     * A message and its reply.
     *
     * @param results of calls of tools in the reply before, in place of a message; empty where there is one
     * @param reply [tokens] as it was generated
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared by nobody
    public record Round(String message, List<String> results, int[] reply) {
        public Round {
            results = List.copyOf(results);
        }
    }
}
