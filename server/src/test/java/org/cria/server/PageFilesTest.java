package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.cria.model.serve.ServeSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The files of the chat page: which there are, what browsers are told of them, who gets them. */
@SuppressWarnings("NullAway.Init") // set before the tests
final class PageFilesTest {
    private static final Pattern NAMED = Pattern.compile("\"(/page/[\\w./-]+)\"");
    private static final int MOST_LINES = 300;
    private static Served locked;

    @BeforeAll
    static void start() {
        locked = new Served(ServeSettings.defaults(), Served.patient().withApiKeys(List.of("key")), 64);
    }

    @AfterAll
    static void stop() {
        locked.close();
    }

    private static HttpResponse<String> get(String path) {
        return locked.text(locked.request(path).build());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void thePageNeedsNoKeyAndTheModelsDo() {
        assertEquals(200, get("/").statusCode());
        assertEquals(401, get("/v1/models").statusCode());
    }

    @Test
    void everyFileThatThePageNamesIsServedWithItsTypeAndTheRules() {
        Set<String> found = new TreeSet<>();
        Set<String> open = new TreeSet<>(Set.of("/"));
        while (!open.isEmpty()) {
            String path = open.iterator().next();
            open.remove(path);
            found.add(path);
            HttpResponse<String> file = get(path);
            assertEquals(200, file.statusCode(), path);
            assertEquals(type(path), header(file, "Content-Type"), path);
            assertEquals("nosniff", header(file, "X-Content-Type-Options"));
            assertEquals("no-referrer", header(file, "Referrer-Policy"));
            String policy = header(file, "Content-Security-Policy");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
            assertTrue(policy.contains("frame-ancestors 'none'"), policy);
            assertFalse(policy.contains("unsafe") || policy.contains("http") || policy.contains("*"), policy);
            boolean own = !path.startsWith("/page/lib/");
            assertTrue(
                    !own || file.body().lines().count() <= MOST_LINES, path + " has more lines than a file may have");
            NAMED.matcher(file.body()).results().map(match -> match.group(1)).forEach(open::add);
            open.removeAll(found);
        }
        assertTrue(found.containsAll(Set.of("/page/lib/marked.js", "/page/lib/purify.js", "/page/lib/highlight.js")));
        assertTrue(found.size() > 20, found.toString());
    }

    private static String type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/html; charset=utf-8";
        };
    }

    @Test
    void nothingElseIsServed() throws Exception {
        for (String path : List.of(
                "/page",
                "/page/",
                "/index.html",
                "/page/index.html",
                "/page/missing.js",
                "/page/../CriaServer.class",
                "/page/%2e%2e/CriaServer.class",
                "/page/..%2fCriaServer.class",
                "/page//app.js",
                "/META-INF/MANIFEST.MF",
                "//page/app.js")) {
            String answer = locked.raw(
                    "GET " + path
                            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer key\r\nConnection: close\r\n\r\n",
                    "");
            assertTrue(answer.startsWith("HTTP/1.1 40"), path + ": " + answer);
        }
    }

    @Test
    void whatABrowserHoldsIsNotSentAgain() {
        HttpResponse<String> first = get("/page/app.js");
        assertEquals("no-cache", header(first, "Cache-Control"));
        HttpResponse<String> again = locked.text(locked.request("/page/app.js")
                .header("If-None-Match", header(first, "ETag"))
                .build());
        assertEquals(304, again.statusCode());
        assertEquals("", again.body());
        HttpResponse<String> other = locked.text(locked.request("/page/app.js")
                .header("If-None-Match", "\"other\"")
                .build());
        assertEquals(first.body(), other.body());
    }

    @Test
    void namesThatWerePointedHereGetNoPage() throws Exception {
        String answer = locked.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }

    @Test
    void noFileHasAScriptOrAStyleInside() {
        String page = get("/").body();
        assertFalse(
                Pattern.compile("<script(?![^>]* src=)|<style|\\son\\w+=|style=")
                        .matcher(page)
                        .find(),
                page);
    }
}
