package org.cria.cli.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.cria.kernels.CriaException;
import org.cria.model.hub.Hub;
import org.cria.model.hub.HubCache;
import org.cria.model.hub.HubReference;
import org.cria.model.hub.HubSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The variables of Hugging Face's programs and of proxies mean what they mean there. */
class HubEnvironmentTest {
    @TempDir
    Path folder;

    private static HubEnvironment with(Object... variables) {
        Map<String, String> map = new HashMap<>(Map.of("HOME", "/home/ada"));
        for (int i = 0; i < variables.length; i += 2) {
            map.put(variables[i].toString(), variables[i + 1].toString());
        }
        return new HubEnvironment(map);
    }

    private static Path cache(Object... variables) {
        return with(variables).cache().folder();
    }

    @Test
    void theCacheIsWhereHuggingFaceHasIt() {
        assertEquals(Path.of("/home/ada/.cache/huggingface/hub").toAbsolutePath(), cache());
        assertEquals(Path.of("/x/huggingface/hub").toAbsolutePath(), cache("XDG_CACHE_HOME", "/x"));
        assertEquals(Path.of("/h/hub").toAbsolutePath(), cache("HF_HOME", "/h", "XDG_CACHE_HOME", "/x"));
        assertEquals(Path.of("/c").toAbsolutePath(), cache("HF_HUB_CACHE", "/c", "HF_HOME", "/h"));
    }

    @Test
    void theTokenIsTheVariableElseTheOneThatIsKept() throws IOException {
        assertEquals(Optional.empty(), with("HF_HOME", folder).settings().token());
        Files.writeString(folder.resolve("token"), "kept\n");
        assertEquals(Optional.of("kept"), with("HF_HOME", folder).settings().token());
        assertEquals(
                Optional.of("set"),
                with("HF_HOME", folder, "HF_TOKEN", "set ").settings().token());
    }

    @Test
    void anotherHubIsAnAddress() {
        assertEquals(URI.create("https://huggingface.co"), with().settings().endpoint());
        assertEquals(
                URI.create("http://localhost:8099/x"),
                with("HF_ENDPOINT", "http://localhost:8099/x/").settings().endpoint());
        for (String wrong : List.of("huggingface.co", "ftp://a", "https://", "a b")) {
            String message = String.valueOf(assertThrows(
                            CriaException.class,
                            () -> with("HF_ENDPOINT", wrong).settings())
                    .getMessage());
            assertTrue(message.contains("expected"), message);
        }
        assertTrue(with("HF_HUB_OFFLINE", "1").isOffline());
        assertFalse(with("HF_HUB_OFFLINE", "0").isOffline());
    }

    @Test
    void proxiesAreThoseOfTheVariables() {
        Proxies proxies = Proxies.of(Map.of(
                "HTTPS_PROXY",
                "http://ada:secret@proxy:3128",
                "all_proxy",
                "other",
                "no_proxy",
                "localhost, .corp.example"));
        assertEquals(proxy("proxy", 3128), proxies.select(URI.create("https://huggingface.co")));
        assertEquals(proxy("other", 80), proxies.select(URI.create("http://huggingface.co")));
        assertEquals(List.of(Proxy.NO_PROXY), proxies.select(URI.create("https://localhost:1")));
        assertEquals(List.of(Proxy.NO_PROXY), proxies.select(URI.create("https://hub.corp.example")));
        assertEquals(
                Optional.of("Basic YWRhOnNlY3JldA=="), proxies.authorization(URI.create("https://huggingface.co")));
        assertEquals(Optional.empty(), proxies.authorization(URI.create("http://huggingface.co")));
        Proxies wrong = Proxies.of(Map.of("https_proxy", "socks5://proxy"));
        assertThrows(CriaException.class, () -> wrong.select(URI.create("https://huggingface.co")));
    }

    private static List<Proxy> proxy(String host, int port) {
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(host, port)));
    }

    @Test
    void theProxyIsAskedForATunnelWithItsNameAndPassword() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0)) {
            CompletableFuture<String> asked = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (Socket socket = proxy.accept()) {
                    byte[] buffer = new byte[4096];
                    int count = socket.getInputStream().read(buffer);
                    asked.complete(new String(buffer, 0, Math.max(0, count), StandardCharsets.ISO_8859_1));
                    socket.getOutputStream()
                            .write("HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    asked.completeExceptionally(e);
                }
            });
            HubSettings settings = with("https_proxy", "http://ada:secret@127.0.0.1:" + proxy.getLocalPort())
                    .settings()
                    .withToken(Optional.of("token"))
                    .withPatience(Duration.ofSeconds(2), Duration.ofMillis(1));
            try (Hub hub = new Hub(settings, new HubCache(folder))) {
                assertThrows(CriaException.class, () -> hub.plan(HubReference.parse("a/b"), 0));
            }
            String request = asked.get(10, TimeUnit.SECONDS);
            assertTrue(request.startsWith("CONNECT huggingface.co:443 "), request);
            assertTrue(request.contains("Proxy-Authorization: Basic YWRhOnNlY3JldA=="), request);
            assertFalse(request.contains("Bearer"), request);
        }
    }
}
