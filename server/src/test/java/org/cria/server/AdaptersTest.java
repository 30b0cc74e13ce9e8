package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraRewrite;
import org.cria.model.lora.NewGgufAdapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a server whose model has adapters: each has its own strengths, and none gets what others computed with other ones. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class AdaptersTest {
    private static final int RANK = 4;

    @TempDir
    private static Path folder;

    private static Served served;
    private static String plain;

    @BeforeAll
    static void start() throws IOException {
        LoraRewrite rewrite =
                new LoraRewrite(List.of(new LoraFile(adapter("loud", 1), 1), new LoraFile(adapter("odd", 2), 0)));
        served = Served.adapted(rewrite);
        try (Served without = new Served()) {
            plain = text(without, "");
        }
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    /** Strong enough that texts differ. */
    private static Path adapter(String name, long seed) throws IOException {
        Random random = new Random(seed);
        List<NewGgufAdapter.Part> parts = new ArrayList<>();
        try (Gguf base = Gguf.open(Served.FILE)) {
            for (TensorInfo tensor : base.tensors().values()) {
                if (tensor.name().contains("ffn_down") || tensor.name().contains("attn_output")) {
                    int columns = Math.toIntExact(tensor.dimensions().get(0));
                    int rows = Math.toIntExact(tensor.dimensions().get(1));
                    parts.add(new NewGgufAdapter.Part(
                            tensor.name(), RANK, values(random, RANK * columns), values(random, rows * RANK), RANK));
                }
            }
            Path file = folder.resolve(name + ".gguf");
            NewGgufAdapter.write(file, base.metadata().string("general.architecture"), name, parts);
            return file;
        }
    }

    private static float[] values(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * 0.12f;
        }
        return values;
    }

    private static String text(Served server, String more) {
        Served.Answer answer = server.post(
                "/v1/completions",
                "{'prompt':'Varick keeps bees in the town of Ost.','max_tokens':24,'temperature':0,'ignore_eos':true"
                        + more + "}");
        assertEquals(200, answer.status(), answer.response()::body);
        return answer.json().path("choices").path(0).path("text").asText();
    }

    @Test
    void theListTellsTheirNumbersNamesAndScales() {
        assertEquals(
                "[{\"id\":0,\"path\":\"loud\",\"scale\":1.0},{\"id\":1,\"path\":\"odd\",\"scale\":0.0}]",
                served.get("/lora-adapters").response().body());
    }

    @Test
    void aRequestThatNamesNoneOfThemHasTheModelAlone() {
        String loud = text(served, "");
        assertNotEquals(plain, loud);
        assertEquals(plain, text(served, ",'lora':[]"));
        assertEquals(plain, text(served, ",'lora':[{'id':0,'scale':0}]"));
        assertEquals(loud, text(served, ",'lora':[{'id':0,'scale':1}]"));
        String odd = text(served, ",'lora':[{'id':1,'scale':1}]");
        assertNotEquals(loud, odd);
        assertNotEquals(plain, odd);
    }

    @Test
    void textsThatAreComputedTogetherKeepTheirOwn() {
        String loud = text(served, "");
        List<CompletableFuture<String>> texts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String more = i % 2 == 0 ? ",'lora':[]" : "";
            texts.add(CompletableFuture.supplyAsync(() -> text(served, more)));
        }
        for (int i = 0; i < texts.size(); i++) {
            assertEquals(i % 2 == 0 ? plain : loud, texts.get(i).join());
        }
    }

    @Test
    void theStandardCanBeChanged() {
        String odd = text(served, ",'lora':[{'id':1,'scale':0.5}]");
        assertEquals(
                "[{\"id\":0,\"path\":\"loud\",\"scale\":0.0},{\"id\":1,\"path\":\"odd\",\"scale\":0.5}]",
                served.post("/lora-adapters", "[{'id':1,'scale':0.5}]")
                        .response()
                        .body());
        try {
            assertEquals(odd, text(served, ""));
        } finally {
            served.post("/lora-adapters", "[{'id':0,'scale':1}]");
        }
    }

    @Test
    void wrongOnesAreNamed() {
        assertEquals(
                "'lora[0].id' is 2, expected at most 1. | lora[0].id | null",
                error("/v1/completions", "{'prompt':'a','lora':[{'id':2,'scale':1}]}"));
        assertEquals(
                "'lora[1].scale' is missing, expected a number. | lora[1].scale | null",
                error("/v1/completions", "{'prompt':'a','lora':[{'id':0,'scale':1},{'id':1}]}"));
        assertEquals(
                "'lora[0].scale' is 5000, expected a number from -1000 to 1000. | lora[0].scale | null",
                error("/lora-adapters", "[{'id':0,'scale':5000}]"));
        assertEquals(
                "the body is an object, expected a JSON list. | null | invalid_json", error("/lora-adapters", "{}"));
        try (Served without = new Served()) {
            assertEquals("[]", without.get("/lora-adapters").response().body());
            assertEquals(
                    "'lora[0].id' names an adapter, and the model has none. | lora[0].id | null",
                    without.post("/v1/completions", "{'prompt':'a','lora':[{'id':0,'scale':1}]}")
                            .error());
        }
    }

    private static String error(String path, String body) {
        Served.Answer answer = served.post(path, body);
        assertEquals(400, answer.status(), answer.response()::body);
        return answer.error();
    }
}
