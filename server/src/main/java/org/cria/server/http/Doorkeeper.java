package org.cria.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.cria.server.json.ApiException;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Who is let in. Every web page that a browser shows can send requests to this machine, so what a browser tells of a page is checked: the
 * Host header, since a page's own name may have been pointed here, and the Origin.
 */
final class Doorkeeper {
    private static final String BEARER = "Bearer ";

    private final HttpSettings settings;
    private final List<byte[]> keys;

    Doorkeeper(HttpSettings settings) {
        this.settings = settings;
        this.keys = settings.apiKeys().stream().map(Doorkeeper::digest).toList();
    }

    /**
     * Checks where a request comes from.
     *
     * @return the origin to be told that it may read the answer, where that is another page's
     * @throws ApiException if it is not let in
     */
    Optional<String> checkOrigin(Call call) {
        String host = call.header(HttpHeader.HOST).orElse("");
        // Who listens to others asks for a key, which a page does not have.
        if (LocalNames.isLoopback(settings.host()) && !LocalNames.isLoopback(LocalNames.withoutPort(host))) {
            throw ApiException.wrong(
                    403, "forbidden_host", "the Host is '" + host + "', expected this machine, such as localhost.");
        }
        Optional<String> origin = call.header(HttpHeader.ORIGIN);
        boolean own = origin.isEmpty() || origin.get().equals("http://" + host);
        if (!own && !settings.origins().contains(origin.get())) {
            throw ApiException.wrong(
                    403, "forbidden_origin", "web pages of '" + origin.get() + "' may not use this server.");
        }
        return own ? Optional.empty() : origin;
    }

    /** @throws ApiException if a key is needed and the request has none that is known */
    void checkKey(Call call) {
        if (keys.isEmpty()) {
            return;
        }
        String given = call.header(HttpHeader.AUTHORIZATION)
                .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(text -> text.substring(BEARER.length()).strip())
                .orElse("");
        byte[] digest = digest(given);
        boolean known = false;
        for (byte[] key : keys) {
            known |= MessageDigest.isEqual(key, digest); // all of them, each in constant time
        }
        if (!known) {
            throw ApiException.wrong(
                    401,
                    "invalid_api_key",
                    given.isEmpty()
                            ? "there is no API key, expected a header 'Authorization: Bearer KEY'."
                            : "the API key is not known.");
        }
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
