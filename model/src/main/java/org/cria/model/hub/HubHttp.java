package org.cria.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.CriaException;

/**
 * Requests to the hub and to where it sends them on. Redirects are followed here and not by the JDK's client, which would take the
 * token along to any host. HTTP/1.1, so that several connections are several.
 */
final class HubHttp implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Duration CONNECTING = Duration.ofSeconds(15);

    private final HubSettings settings;
    private final Halt halt;
    private final HttpClient client;

    /**
     * An answer that is no redirect.
     *
     * @param uri    where it came from
     * @param linked the oid that the hub names as it sends a request on to another host
     */
    record Answer(URI uri, HttpResponse<InputStream> response, Optional<String> linked) implements AutoCloseable {
        int status() {
            return response.statusCode();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        InputStream body() {
            return response.body();
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    HubHttp(HubSettings settings, Halt halt) {
        this.settings = settings;
        this.halt = halt;
        Duration connecting = settings.patience().compareTo(CONNECTING) < 0 ? settings.patience() : CONNECTING;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connecting)
                .proxy(settings.proxy())
                .build();
    }

    HubSettings settings() {
        return settings;
    }

    Halt halt() {
        return halt;
    }

    /** An address below the endpoint. */
    URI at(String path) {
        return URI.create(settings.endpoint() + path);
    }

    /**
     * Asks, and goes on to where it is sent.
     *
     * @param headers also for the hosts that it is sent on to
     * @throws CriaException if it is sent on in a way that nobody should follow
     */
    Answer get(URI start, Map<String, String> headers) throws IOException {
        URI uri = start;
        Optional<String> linked = Optional.empty();
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<InputStream> response = send(uri, headers);
            if (!REDIRECTS.contains(response.statusCode())) {
                return new Answer(uri, response, linked);
            }
            linked = linked.or(
                    () -> response.headers().firstValue("x-linked-etag").map(HubHttp::unquoted));
            response.body().close();
            uri = next(uri, response);
        }
        throw new CriaException(start.getHost() + ": the request was sent on more than " + MOST_REDIRECTS
                + " times, expected an answer." + " Try again later.");
    }

    private HttpResponse<InputStream> send(URI uri, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.patience())
                .header("User-Agent", settings.userAgent())
                .header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        settings.login().apply(uri).ifPresent(login -> request.header("Proxy-Authorization", login));
        if (isEndpoint(uri)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        // Not sendAsync: its future is completed in the common pool, so it never is where tasks there wait for it.
        try (Halt.Registration _ = halt.onStop(Thread.currentThread()::interrupt)) {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            if (!halt.isStopped()) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("stopped", e);
        }
    }

    private static URI next(URI uri, HttpResponse<?> response) {
        String location = response.headers().firstValue("location").orElse("");
        URI next;
        try {
            next = uri.resolve(location);
        } catch (IllegalArgumentException e) {
            throw refused(uri, "an address that is none");
        }
        String scheme = String.valueOf(next.getScheme());
        if (location.isEmpty() || next.getHost() == null || (!scheme.equals("https") && !scheme.equals("http"))) {
            throw refused(uri, "an address that is none");
        }
        if (scheme.equals("http") && uri.getScheme().equalsIgnoreCase("https")) {
            throw refused(uri, "an address without encryption");
        }
        return next;
    }

    private static CriaException refused(URI uri, String found) {
        return new CriaException(
                uri.getHost() + ": sends the request on to " + found + ", expected https. Try again later.");
    }

    /** Whether an address is of the host that the token is for. */
    private boolean isEndpoint(URI uri) {
        URI endpoint = settings.endpoint();
        return uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && host(uri).equals(host(endpoint))
                && port(uri) == port(endpoint);
    }

    private static String host(URI uri) {
        return String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** An entity's tag without its quotes, and without the mark of a weak one. */
    static String unquoted(String etag) {
        return etag.replaceFirst("^W/", "").replaceAll("^\"|\"$", "");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
