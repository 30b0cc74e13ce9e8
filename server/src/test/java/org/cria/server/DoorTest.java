package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.model.serve.ServeSettings;
import org.cria.server.http.HttpSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is let in: other hosts' names, other pages, who has no key. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class DoorTest {
    private static Served open;
    private static Served locked;

    @BeforeAll
    static void start() {
        open = new Served(ServeSettings.defaults(), Served.patient().withOrigins(List.of("https://a.example")), 64);
        locked = new Served(ServeSettings.defaults(), Served.patient().withApiKeys(List.of("first", "second")), 64);
    }

    @AfterAll
    static void stop() {
        open.close();
        locked.close();
    }

    @Test
    void aNameThatWasPointedHereIsRefused() throws Exception {
        for (String host :
                List.of("evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "")) {
            String answer = open.raw("GET /v1/models HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n", "");
            assertTrue(answer.startsWith("HTTP/1.1 40"), answer);
        }
        for (String host : List.of("localhost", "LocalHost:8080", "127.0.0.1:1", "[::1]:99", "127.9.9.9")) {
            String answer = open.raw("GET /v1/models HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n", "");
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        }
    }

    @Test
    void otherPagesAreRefusedUnlessTheyAreNamed() {
        for (String origin :
                List.of("https://evil.example", "null", "http://localhost:1", "https://a.example.evil.example")) {
            Served.Answer answer = open.send(
                    open.request("/v1/models").header("Origin", origin).build());
            assertEquals(403, answer.status(), origin);
            assertTrue(answer.error().endsWith("| null | forbidden_origin"), answer.error());
            assertTrue(answer.response()
                    .headers()
                    .firstValue("Access-Control-Allow-Origin")
                    .isEmpty());
        }
        Served.Answer named = open.send(
                open.request("/v1/models").header("Origin", "https://a.example").build());
        assertEquals(200, named.status());
        assertEquals(
                "https://a.example",
                named.response()
                        .headers()
                        .firstValue("Access-Control-Allow-Origin")
                        .orElse(""));
        String own = open.address().toString();
        assertEquals(
                200,
                open.send(open.request("/v1/models").header("Origin", own).build())
                        .status());
    }

    @Test
    void aPageThatAsksWhetherItMayIsTold() {
        HttpRequest asked = open.request("/v1/chat/completions")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://a.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,x-stainless-arch")
                .build();
        HttpResponse<String> answer = open.text(asked);
        assertEquals(204, answer.statusCode());
        assertEquals(
                "authorization,content-type,x-stainless-arch",
                answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""));
        assertEquals(
                "POST",
                answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""));
        HttpRequest other = HttpRequest.newBuilder(asked, (name, value) -> !name.equals("Origin"))
                .header("Origin", "https://b.example")
                .build();
        assertEquals(403, open.text(other).statusCode());
    }

    @Test
    void aPageThatMayUseItIsToldThatItsKeyIsWrong() {
        HttpSettings settings =
                Served.patient().withOrigins(List.of("https://a.example")).withApiKeys(List.of("sesame"));
        try (Served locked = new Served(ServeSettings.defaults(), settings, 64)) {
            Served.Answer answer = locked.send(locked.request("/v1/models")
                    .header("Origin", "https://a.example")
                    .build());
            assertEquals(401, answer.status());
            assertEquals(
                    "https://a.example",
                    answer.response()
                            .headers()
                            .firstValue("Access-Control-Allow-Origin")
                            .orElse(""));
        }
    }

    @Test
    void anOriginIsASiteAndNoPattern() {
        for (String wrong : List.of("*", "https://a.example/", "a.example", "https://*.example", "")) {
            CriaException refused = assertThrows(
                    CriaException.class, () -> HttpSettings.defaults().withOrigins(List.of(wrong)), wrong);
            assertTrue(String.valueOf(refused.getMessage()).startsWith("the origin '" + wrong + "' is none"));
        }
    }

    @Test
    void onlyJsonIsRead() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            Served.Answer answer = open.send(open.request("/v1/completions")
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\"}"))
                    .build());
            assertEquals(415, answer.status());
        }
        assertEquals(
                200,
                open.send(open.request("/v1/completions")
                                .header("Content-Type", "Application/JSON; charset=utf-8")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\",\"max_tokens\":0}"))
                                .build())
                        .status());
    }

    @Test
    void whoHasNoKeyGetsNothingButHealth() {
        for (String given :
                List.of("", "Bearer", "Bearer wrong", "Bearer firs", "Bearer firstt", "Basic first", "first")) {
            for (String path : List.of("/v1/models", "/v1/chat/completions", "/nothing")) {
                HttpRequest.Builder request = locked.request(path);
                if (!given.isEmpty()) {
                    request.header("Authorization", given);
                }
                Served.Answer answer = locked.send(request.build());
                assertEquals(401, answer.status(), given);
                assertTrue(answer.error().endsWith("| null | invalid_api_key"), answer.error());
                assertFalse(answer.response().body().contains("first"), "keys are no secret if errors tell them");
            }
        }
        assertEquals(200, locked.get("/health").status());
        for (String key : List.of("Bearer first", "bearer second", "Bearer  first ")) {
            assertEquals(
                    200,
                    locked.send(locked.request("/v1/models")
                                    .header("Authorization", key)
                                    .build())
                            .status());
        }
    }

    @Test
    void anAddressForOthersNeedsAKey() {
        for (String host : List.of("0.0.0.0", "192.168.1.5", "::", "example.org")) {
            CriaException refused = assertThrows(
                    CriaException.class, () -> HttpSettings.defaults().withAddress(host, 0));
            assertTrue(refused.toString().contains("there is no API key"), refused.toString());
            assertEquals(
                    host,
                    HttpSettings.defaults()
                            .withApiKeys(List.of("k"))
                            .withAddress(host, 0)
                            .host());
        }
        assertThrows(CriaException.class, () -> HttpSettings.defaults().withApiKeys(List.of(" ")));
    }

    @Test
    void whatThereIsNotAndWhatIsAskedTheWrongWay() {
        Served.Answer nothing = open.get("/v1/nothing");
        assertEquals(404, nothing.status());
        assertTrue(nothing.error().contains("there is no '/v1/nothing' here"), nothing.error());
        for (String method : List.of("PUT", "DELETE", "BREW")) {
            Served.Answer wrong = open.send(open.request("/v1/models")
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build());
            assertEquals(405, wrong.status(), "never 501, which clients try again");
            assertEquals("GET", wrong.response().headers().firstValue("Allow").orElse(""));
        }
        assertEquals(405, open.get("/v1/completions").status());
    }
}
