package org.cria.server.openai;

import org.cria.kernels.Count;
import org.cria.server.json.ApiException;

/** Whether a prompt fits in a context. */
final class ContextLimit {
    private ContextLimit() {}

    /**
     * Refuses a prompt that does not.
     *
     * @param predict tokens that are to follow; one is room enough, since an answer ends where the context does
     */
    static void check(int[] prompt, String field, int predict, int contextSize) {
        if (prompt.length > contextSize || (prompt.length == contextSize && predict != 0)) {
            throw tooLong(field, prompt.length, contextSize);
        }
    }

    static ApiException tooLong(String field, int tokens, int contextSize) {
        return ApiException.wrong(
                field,
                "context_length_exceeded",
                "'" + field + "' has " + Count.of(tokens, "token") + ", expected less than the context of "
                        + contextSize + ". Shorten it, or have the server started with a larger context.");
    }
}
