package org.cria.server.http;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * Where a server listens, to whom, and how much it takes.
 *
 * @param host the address that it listens at
 * @param port 0 for any that is free
 * @param apiKeys of which a request has to bring one; none: no request has to
 * @param origins of web pages that may use the server from a browser, such as {@code https://example.org}; the server's own always may
 * @param bodyBytes the most of a request's body
 * @param headerTime for a request's line and headers to come
 * @param bodyTime for its body to come, and that a connection may be silent
 * @param connections at a time, the most
 */
public record HttpSettings(
        String host,
        int port,
        List<String> apiKeys,
        List<String> origins,
        int bodyBytes,
        Duration headerTime,
        Duration bodyTime,
        int connections) {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s?#*]+|null");
    private static final Control API_KEY = new Control("api key");

    public HttpSettings {
        apiKeys = List.copyOf(apiKeys);
        origins = List.copyOf(origins);
        if (apiKeys.stream().anyMatch(String::isBlank)) {
            throw new CriaException(Explanation.of(
                    "an API key is empty, expected at least one character. Leave it out, or choose one",
                    API_KEY.how(),
                    "."));
        }
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new CriaException("the origin '" + origin
                        + "' is none, expected one such as https://example.org or http://localhost:3000, without a path."
                        + " Name each site that may use the server.");
            }
        }
        if (apiKeys.isEmpty() && !LocalNames.isLoopback(host)) {
            throw new CriaException(Explanation.of(
                    "the host is " + host + ", which others can reach, and there is no API key. Choose one",
                    API_KEY.how(),
                    ", or listen at 127.0.0.1."));
        }
    }

    /** This machine only, at llama-server's port, without keys. */
    public static HttpSettings defaults() {
        return new HttpSettings(
                "127.0.0.1", 8080, List.of(), List.of(), 8 << 20, Duration.ofSeconds(10), Duration.ofSeconds(20), 512);
    }

    public HttpSettings withAddress(String name, int number) {
        return new HttpSettings(name, number, apiKeys, origins, bodyBytes, headerTime, bodyTime, connections);
    }

    /** Asks for one of these keys, also where the address is for others. */
    public HttpSettings withApiKeys(List<String> keys) {
        return new HttpSettings(host, port, keys, origins, bodyBytes, headerTime, bodyTime, connections);
    }

    public HttpSettings withOrigins(List<String> pages) {
        return new HttpSettings(host, port, apiKeys, pages, bodyBytes, headerTime, bodyTime, connections);
    }

    public HttpSettings withLimits(int bytes, Duration header, Duration body) {
        return new HttpSettings(host, port, apiKeys, origins, bytes, header, body, connections);
    }
}
