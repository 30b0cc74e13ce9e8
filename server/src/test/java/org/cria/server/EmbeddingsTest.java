package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts as vectors. */
class EmbeddingsTest {
    private static Served served;

    @BeforeAll
    static void serve() {
        served = new Served();
    }

    @AfterAll
    static void end() {
        served.close();
    }

    private static JsonNode golden() throws IOException {
        try (InputStream file = EmbeddingsTest.class.getResourceAsStream("/embeddings.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    private static double[] vector(JsonNode list) {
        double[] vector = new double[list.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = list.get(i).asDouble();
        }
        return vector;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void vectorsAreLlamaCppsOwn() throws IOException {
        JsonNode golden = golden();
        Served.Answer answer = served.post("/v1/embeddings", "{'input':" + golden.get("texts") + "}");
        assertEquals(200, answer.status(), answer.response().body());
        assertEquals(
                golden.get("tokens").asInt(),
                answer.json().at("/usage/prompt_tokens").asInt());
        JsonNode data = answer.json().get("data");
        assertEquals(golden.get("vectors").size(), data.size());
        for (int i = 0; i < data.size(); i++) {
            assertEquals(i, data.get(i).get("index").asInt());
            double[] ours = vector(data.get(i).get("embedding"));
            double[] theirs = vector(golden.get("vectors").get(i));
            assertEquals(1, product(ours, ours), 1e-5);
            double cosine = product(ours, theirs) / Math.sqrt(product(theirs, theirs));
            assertTrue(cosine >= 0.9999, "text " + i + ": cosine " + cosine);
        }
    }

    @Test
    void aTextHasTheSameVectorWhateverItCameWith() {
        JsonNode alone = served.post("/v1/embeddings", "{'input':'Who lives in Umberly?'}")
                .json();
        JsonNode among = served.post("/v1/embeddings", "{'input':['a','Who lives in Umberly?','b']}")
                .json();
        assertEquals(alone.at("/data/0/embedding"), among.at("/data/1/embedding"));
    }

    @Test
    void vectorsComePackedWhereTheClientWantsThem() {
        String text = "{'input':'Umberly','encoding_format':";
        JsonNode plain = served.post("/v1/embeddings", text + "'float'}").json();
        JsonNode packed = served.post("/v1/embeddings", text + "'base64'}").json();
        byte[] bytes = Base64.getDecoder().decode(packed.at("/data/0/embedding").asText());
        float[] unpacked = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(unpacked);
        double[] given = new double[unpacked.length];
        for (int i = 0; i < given.length; i++) {
            given[i] = unpacked[i];
        }
        assertArrayEquals(vector(plain.at("/data/0/embedding")), given, 1e-7);
    }

    @Test
    void tokensAreTakenAsTheyAre() {
        JsonNode tokens = served.post("/tokenize", "{'content':'Umberly','add_special':true}")
                .json()
                .get("tokens");
        JsonNode text = served.post("/v1/embeddings", "{'input':'Umberly'}").json();
        JsonNode same =
                served.post("/v1/embeddings", "{'input':" + tokens + "}").json();
        assertEquals(text.at("/data/0/embedding"), same.at("/data/0/embedding"));
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        assertEquals(
                "'encoding_format' is \"hex\", expected float or base64. | encoding_format | null",
                served.post("/v1/embeddings", "{'input':'a','encoding_format':'hex'}")
                        .error());
        assertEquals(
                400,
                served.post("/v1/embeddings", "{'input':'a','dimensions':7}").status());
        Served.Answer tooLong = served.post("/v1/embeddings", "{'input':'" + "fox ".repeat(400) + "'}");
        assertEquals("context_length_exceeded", tooLong.json().at("/error/code").asText());
    }
}
