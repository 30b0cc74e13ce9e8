package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.cria.server.json.Json;

/** Counts tokens of a request: of each prompt once, of all its texts. */
final class TokenCounts {
    private int prompt;
    private int cached;
    private int completion;
    private int reasoning;

    void prompt(int tokens) {
        prompt += tokens;
    }

    void cached(int tokens) {
        cached += tokens;
    }

    void completion(int tokens) {
        completion += tokens;
    }

    void reasoning(int tokens) {
        reasoning += tokens;
    }

    ObjectNode json() {
        ObjectNode usage = Json.object();
        usage.put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return usage;
    }
}
