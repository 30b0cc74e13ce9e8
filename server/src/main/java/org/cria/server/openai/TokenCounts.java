package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.cria.model.generation.Timings;
import org.cria.model.serve.JobReport;
import org.cria.server.json.Json;

/** Counts tokens of a request: of each prompt once, of all its texts, and the time that they took. */
final class TokenCounts {
    private int prompt;
    private int cached;
    private int completion;
    private int reasoning;
    private Timings timings = Timings.NONE;

    void prompt(int tokens) {
        prompt += tokens;
    }

    void cached(int tokens) {
        cached += tokens;
    }

    /** A text is over. */
    void completion(JobReport report) {
        completion += report.said();
        timings = timings.plus(report.timings());
    }

    void reasoning(int tokens) {
        reasoning += tokens;
    }

    /** Puts the counts in an answer as OpenAI has them, and the times as llama.cpp's server does. */
    void putIn(ObjectNode answer) {
        answer.set("usage", usage());
        ObjectNode times = answer.putObject("timings")
                .put("prompt_n", timings.promptTokens())
                .put("prompt_ms", timings.promptNanos() / 1e6)
                .put("prompt_per_second", timings.promptTokensPerSecond())
                .put("predicted_n", timings.generatedTokens())
                .put("predicted_ms", timings.generatedNanos() / 1e6)
                .put("predicted_per_second", timings.generatedTokensPerSecond());
        if (timings.drafts().passes() > 0) {
            times.put("draft_n", timings.drafts().drafted())
                    .put("draft_n_accepted", timings.drafts().accepted());
        }
    }

    private ObjectNode usage() {
        ObjectNode usage = Json.object();
        usage.put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoning);
        return usage;
    }
}
