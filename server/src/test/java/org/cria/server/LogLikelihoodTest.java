package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What an evaluation harness reads of a text, beside llama.cpp: {@code llama-server} (build 11669, {@code -ctk f32 -ctv f32}) gave these, asked
 * for the token behind each beginning ({@code n_probs 512, cache_prompt false}).
 */
final class LogLikelihoodTest {
    private static final Path STORIES = Path.of("..", "..", "shared", "models", "stories260K.gguf");
    private static final String TEXT =
            "Once upon a time, there was a little girl named Lily. She loved to play outside in the park.";
    private static final double[] EXPECTED = {
        -0.24379, -0.01752, -0.01208, -0.00072, -0.0318, -0.0684, -0.01598, -0.00078, -0.49411, -0.44628, -0.0049,
        -0.00066, -0.01886, -0.07658, -0.07044, -0.10325, -0.23293, -0.00042, -0.08277, -0.53205, -0.89138, -0.00198,
        -0.00032, -0.00004, -0.00015, -0.40716, -0.1779, -0.98903, -0.03295, -0.00135, -0.63553
    };

    /** A thousandth of a log-likelihood is what two such sums may differ by and no harness sees. */
    @Test
    void theyAreLlamaCppsWithinAThousandth() {
        assumeTrue(Files.exists(STORIES), "../shared/models/stories260K.gguf is not there");
        try (Served served = Served.of(STORIES)) {
            JsonNode scored = served.post(
                            "/v1/completions", "{'max_tokens':0,'echo':true,'logprobs':1,'prompt':'" + TEXT + "'}")
                    .json();
            JsonNode own = scored.path("choices").path(0).path("logprobs").path("token_logprobs");
            assertEquals(EXPECTED.length + 1, own.size());
            assertTrue(own.path(0).isNull());
            for (int i = 0; i < EXPECTED.length; i++) {
                assertEquals(EXPECTED[i], own.path(i + 1).asDouble(), 1e-3, "token " + (i + 1));
            }
        }
    }
}
