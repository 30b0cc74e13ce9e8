package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.cria.model.serve.ServeSettings;
import org.junit.jupiter.api.Test;

/** A server that is full, and one that ends while it answers. */
final class EndingTest {
    private static final String BODY = "{\"prompt\":\"Once\",\"ignore_eos\":true,\"stream\":true,\"max_tokens\":%d}";

    @Test
    void everybodyIsToldWhenTheServerEnds() throws Exception {
        try (Served served = new Served(ServeSettings.defaults().withSlots(1), Served.patient(), 1024);
                Socket running = served.connect()) {
            String body = BODY.formatted(100_000);
            running.getOutputStream().write(request(body));
            Served.read(running, "data: ");
            CompletableFuture<Served.Answer> waiting = CompletableFuture.supplyAsync(
                    () -> served.post("/v1/completions", "{'prompt':'a','max_tokens':5}"));
            while (served.scheduler.load().waiting() == 0) {
                Thread.sleep(2);
            }
            served.server.shut();
            served.scheduler.close(Duration.ZERO);
            String rest = Served.read(running, "");
            assertTrue(rest.contains("\"code\":\"server_stopping\"}}\n\n"), rest);
            assertTrue(rest.endsWith("<end>") && !rest.contains("[DONE]") && !rest.contains("\r\n0\r\n"), rest);
            Served.Answer told = waiting.join();
            assertEquals(503, told.status());
            assertTrue(told.error().endsWith("| null | server_stopping"), told.error());
            served.server.finish(Duration.ofSeconds(30));
        }
    }

    @Test
    void whatIsOnItsWayEndsWhenThereIsTime() throws Exception {
        try (Served served = new Served(ServeSettings.defaults().withSlots(1), Served.patient(), 256);
                Socket running = served.connect()) {
            running.getOutputStream().write(request(BODY.formatted(30)));
            Served.read(running, "data: ");
            served.server.shut();
            served.scheduler.close(Duration.ofMinutes(5));
            String rest = Served.read(running, "[DONE]");
            assertTrue(rest.contains("\"finish_reason\":\"length\""), rest);
        }
    }

    @Test
    void whoFindsNoRoomIsToldWhenToComeAgain() throws Exception {
        ServeSettings narrow = ServeSettings.defaults().withSlots(1).withWaiting(0);
        try (Served served = new Served(narrow, Served.patient(), 1024);
                Socket running = served.connect()) {
            running.getOutputStream().write(request(BODY.formatted(100_000)));
            Served.read(running, "data: ");
            Served.Answer refused = served.post("/v1/completions", "{'prompt':'a','max_tokens':5}");
            assertEquals(503, refused.status());
            assertTrue(refused.error().endsWith("| null | overloaded"), refused.error());
            assertEquals(
                    "2", refused.response().headers().firstValue("Retry-After").orElse(""));
            assertEquals(200, served.get("/health").status());
        }
    }

    private static byte[] request(String body) {
        return ("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
