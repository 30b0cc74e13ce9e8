package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.cria.model.serve.ServeSettings;
import org.cria.server.http.HttpSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections: who leaves, who is slow, who sends too much, and what is no HTTP. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class ConnectionTest {
    private static Served served;

    @BeforeAll
    static void start() {
        HttpSettings strict = HttpSettings.defaults().withLimits(10_000, Duration.ofSeconds(1), Duration.ofSeconds(2));
        served = new Served(ServeSettings.defaults(), strict, 1024);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, what);
            Thread.sleep(5);
        }
    }

    @Test
    void whoLeavesIsComputedForNoMore() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            long before = served.scheduler.load().ended();
            try (Socket socket = served.connect()) {
                write(
                        socket,
                        post(
                                "/v1/completions",
                                "{\"prompt\":\"Once\",\"ignore_eos\":true,\"stream\":" + stream
                                        + ",\"max_tokens\":100000}"));
                await(() -> served.scheduler.load().busy() == 1, "it begins");
                if (stream) {
                    Served.read(socket, "data: ");
                }
            }
            await(() -> served.scheduler.load().ended() == before + 1, "it ends, stream: " + stream);
            await(() -> served.scheduler.load().busy() == 0, "its slot is free");
        }
        assertTrue(served.scheduler.load().generated() < 2 * 900, "long before the context is full");
    }

    @Test
    void whoClosesOnlyItsOwnSideHasLeftToo() throws Exception {
        try (Socket socket = served.connect()) {
            write(socket, post("/v1/completions", "{\"prompt\":\"Once\",\"ignore_eos\":true,\"max_tokens\":100000}"));
            socket.shutdownOutput();
            assertEquals("<end>", Served.read(socket, ""), "and is told nothing, least of all that the server failed");
        }
    }

    @Test
    void aRequestThatIsSentBeforeTheAnswerToTheFirstIsAnsweredToo() throws Exception {
        String two = post("/v1/completions", "{\"prompt\":\"Once\",\"max_tokens\":3}")
                + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String both = served.raw(two, "");
        assertTrue(both.contains("text_completion") && both.contains("{\"status\":\"ok\"}"), both);
        try (Socket socket = served.connect()) {
            write(socket, post("/v1/completions", "{\"prompt\":\"Once\",\"max_tokens\":400,\"ignore_eos\":true}"));
            await(() -> served.scheduler.load().busy() == 1, "it begins");
            write(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String answers = Served.read(socket, "");
            assertTrue(answers.contains("text_completion") && answers.contains("{\"status\":\"ok\"}"), answers);
        }
    }

    @Test
    void aClientThatWouldRatherSpeakHttp2IsAnsweredInHttp1() throws Exception {
        String answer = served.raw(
                String.join(
                        "\r\n",
                        "GET /health HTTP/1.1",
                        "Host: localhost",
                        "Connection: Upgrade, HTTP2-Settings, close",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
                        "",
                        ""),
                "ok");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot() throws Exception {
        String large = "{\"prompt\":\"" + "a".repeat(10_000) + "\"}";
        String said = served.raw(post("/v1/completions", large), "larger than 10000 bytes");
        assertTrue(said.startsWith("HTTP/1.1 413"), said);
        String chunked = served.raw(
                "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(large.length()) + "\r\n" + large
                        + "\r\n0\r\n\r\n",
                "larger than 10000 bytes");
        assertTrue(chunked.startsWith("HTTP/1.1 413"), chunked);
    }

    @Test
    void headersThatAreTooLongAreRefused() throws Exception {
        String answer = served.raw(
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n", "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
    }

    @Test
    void headersThatComeTooSlowlyEndTheConnection() throws Exception {
        try (Socket socket = served.connect()) {
            long start = System.nanoTime();
            String slow = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + "a".repeat(1000);
            int sent = 0;
            try {
                while (sent < slow.length()) {
                    write(socket, slow.substring(sent, ++sent));
                    Thread.sleep(20);
                }
            } catch (SocketException e) {
                // closed, as expected
            }
            assertTrue(sent < slow.length(), "closed after " + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIsRefused() throws Exception {
        String whole = post("/v1/completions", "{\"prompt\":\"" + "a".repeat(1000) + "\"}");
        int begin = whole.indexOf("{");
        try (Socket socket = served.connect()) {
            write(socket, whole.substring(0, begin));
            Thread slow = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = begin; i < whole.length(); i++) {
                        write(socket, whole.substring(i, i + 1));
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException e) {
                    // closed, as expected
                }
            });
            String answer = Served.read(socket, "within 2 s");
            slow.interrupt();
            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
        }
        try (Socket socket = served.connect()) {
            write(socket, whole.substring(0, begin + 5)); // and then silence
            String answer = Served.read(socket, "within 2 s");
            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
        }
    }

    @Test
    void whatIsNoHttpIsRefusedInWordsOrClosed() throws Exception {
        for (String bytes : List.of(
                "\r\n\r\n\0\0\0",
                "GET\r\n\r\n",
                "GET /health\r\n\r\n",
                "GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
                "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/completions HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Content-Length: 5\r\n"
                        + "Content-Length: 6\r\n\r\n"
                        + "abcde",
                "POST /v1/completions HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Content-Length: 5\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "0\r\n\r\n",
                "POST /v1/completions HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "zz\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
            String answer = served.raw(bytes, "}");
            assertTrue(answer.startsWith("HTTP/1.1 4") || answer.equals("<end>"), () -> bytes + " gets " + answer);
            assertFalse(answer.contains("Exception"), answer);
        }
        assertEquals(200, served.get("/health").status());
    }
}
