package org.cria.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.cria.model.forward.Embedder;
import org.cria.server.http.Call;
import org.cria.server.http.Endpoint;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/** {@code /v1/embeddings}: texts as vectors of length 1, the mean of the model's last states. */
public record Embeddings(Models models) implements Endpoint {
    private static final String INPUT = "input";

    @Override
    public void answer(Call call) throws IOException {
        Fields request = call.body();
        try (Models.Lease lease = models.use(request.text("model"))) {
            ServedModel model = lease.model();
            boolean packed = isPacked(request);
            List<Prompts.Prompt> texts = Prompts.read(request, INPUT, model.tokenizer());
            Embedder embedder = model.model().embedder();
            for (Prompts.Prompt text : texts) {
                ContextLimit.check(text.tokens(), INPUT, 0, embedder.contextSize());
            }
            request.whole("dimensions", embedder.columns(), embedder.columns());
            ObjectNode answer = Json.object().put("object", "list");
            ArrayNode data = answer.putArray("data");
            int tokens = 0;
            for (Prompts.Prompt text : texts) {
                if (call.isGone()) {
                    throw new IOException("the client has left");
                }
                tokens += text.tokens().length;
                float[] vector = embedder.embed(text.tokens());
                ObjectNode entry = Json.object().put("object", "embedding").put("index", data.size());
                entry.set("embedding", packed ? entry.textNode(packed(vector)) : list(vector));
                data.add(entry);
            }
            answer.put("model", model.name());
            answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
            call.json(answer);
        }
    }

    private static boolean isPacked(Fields request) {
        String format = request.text("encoding_format").orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            JsonNode found = request.get("encoding_format").orElseThrow();
            throw request.wrong("encoding_format", found, "float or base64");
        }
        return format.equals("base64");
    }

    /** Little-endian, as OpenAI's clients unpack it. */
    private static String packed(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** A vector as JSON. */
    public static ArrayNode list(float[] vector) {
        ArrayNode list = Json.array();
        for (float value : vector) {
            list.add(value);
        }
        return list;
    }
}
