package org.cria.model.chat;

import java.util.List;
import java.util.Optional;

/**
 * What of a conversation outlives it: what was said, and the template that makes tokens of it.
 *
 * @param template its name
 * @param system the system text; empty if there is none
 * @param exchanges oldest first
 * @param forgotten how many exchanges went before these
 */
public record Transcript(String template, Optional<String> system, List<Round> exchanges, int forgotten) {
    public Transcript {
        exchanges = List.copyOf(exchanges);
    }

    /**
     * A message and its reply.
     *
     * @param reply [tokens] as it was generated
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared by nobody
    public record Round(String message, int[] reply) {}
}
