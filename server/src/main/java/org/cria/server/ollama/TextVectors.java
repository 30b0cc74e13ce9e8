package org.cria.server.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.Count;
import org.cria.model.forward.Embedder;
import org.cria.server.http.Call;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.cria.server.openai.Embeddings;
import org.cria.server.work.Models;

/** {@code /api/embed}, and {@code /api/embeddings} as it was before: texts as vectors of length 1. */
public record TextVectors(Models models) {
    private static final int MOST = 2048;

    /** Answers with the vectors of a text or of several. */
    public void embed(Call call) throws IOException {
        long begun = System.nanoTime();
        Fields request = call.body();
        try (Models.Lease lease = ModelNames.use(models, request)) {
            long loaded = System.nanoTime();
            List<String> texts = request.texts("input", MOST);
            boolean shortened = request.flag("truncate", true);
            ObjectNode answer = Json.object()
                    .put("model", request.text("model").orElse(lease.model().name()));
            ArrayNode vectors = answer.putArray("embeddings");
            int count = 0;
            for (String text : texts) {
                if (call.isGone()) {
                    throw new IOException("the client has left");
                }
                int[] tokens = tokens(lease, text, shortened);
                count += tokens.length;
                vectors.add(Embeddings.list(lease.model().model().embedder().embed(tokens)));
            }
            call.json(answer.put("total_duration", System.nanoTime() - begun)
                    .put("load_duration", loaded - begun)
                    .put("prompt_eval_count", count));
        }
    }

    /** Answers with the vector of a text. */
    public void embedding(Call call) throws IOException {
        Fields request = call.body();
        try (Models.Lease lease = ModelNames.use(models, request)) {
            String text = request.text("prompt")
                    .orElseThrow(() -> ApiException.wrong("prompt", "'prompt' is missing, expected a text."));
            float[] vector = lease.model().model().embedder().embed(tokens(lease, text, true));
            ObjectNode answer = Json.object();
            answer.set("embedding", Embeddings.list(vector));
            call.json(answer);
        }
    }

    /** @param shortened whether what is too long loses its end, which is an error otherwise */
    private static int[] tokens(Models.Lease lease, String text, boolean shortened) {
        int[] tokens = lease.model().tokenizer().prompt(text);
        Embedder embedder = lease.model().model().embedder();
        if (tokens.length == 0) {
            throw ApiException.wrong("input", "'input' has a text without tokens, expected at least one.");
        }
        if (tokens.length <= embedder.contextSize()) {
            return tokens;
        }
        if (!shortened) {
            throw ApiException.wrong(
                    "input",
                    "'input' has " + Count.of(tokens.length, "token") + ", expected at most the context of "
                            + embedder.contextSize() + ". Shorten it.");
        }
        return Arrays.copyOf(tokens, embedder.contextSize());
    }
}
