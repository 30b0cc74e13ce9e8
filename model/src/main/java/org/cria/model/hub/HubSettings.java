package org.cria.model.hub;

import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.cria.kernels.CriaException;

/**
 * How the hub is reached.
 *
 * @param endpoint    where it is: scheme, host, port and perhaps a path
 * @param token       of an account; goes to the endpoint's own host and nowhere else
 * @param userAgent   who asks
 * @param proxy       the way there
 * @param login       what the proxy on the way to an address wants to see in {@code Proxy-Authorization}, if anything
 * @param connections at a time for one file
 * @param pieceBytes  how much of a file one request asks for
 * @param patience    how long nothing may come
 * @param pause       before the second try; it doubles with each
 * @param tries       in a row that bring nothing
 */
public record HubSettings(
        URI endpoint,
        Optional<String> token,
        String userAgent,
        ProxySelector proxy,
        Function<URI, Optional<String>> login,
        int connections,
        long pieceBytes,
        Duration patience,
        Duration pause,
        int tries) {
    private static final String HUGGING_FACE = "https://huggingface.co";

    public HubSettings {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        if ((!scheme.equals("https") && !scheme.equals("http")) || endpoint.getHost() == null) {
            throw new CriaException(
                    "the hub's address is '" + endpoint + "', expected one such as " + HUGGING_FACE + ". Correct it.");
        }
        String text = endpoint.toString();
        endpoint = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : endpoint;
    }

    /** Hugging Face's hub, without an account, four connections. */
    public static HubSettings defaults() {
        return new HubSettings(
                URI.create(HUGGING_FACE),
                Optional.empty(),
                "cria",
                ProxySelector.getDefault(),
                uri -> Optional.empty(),
                4,
                16 << 20,
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                6);
    }

    /** The same somewhere else. */
    public HubSettings withEndpoint(URI other) {
        return new HubSettings(other, token, userAgent, proxy, login, connections, pieceBytes, patience, pause, tries);
    }

    /** The same with an account, or without. */
    public HubSettings withToken(Optional<String> other) {
        return new HubSettings(
                endpoint, other, userAgent, proxy, login, connections, pieceBytes, patience, pause, tries);
    }

    /** The same for another program. */
    public HubSettings withUserAgent(String other) {
        return new HubSettings(endpoint, token, other, proxy, login, connections, pieceBytes, patience, pause, tries);
    }

    /** The same by another way. */
    public HubSettings withProxy(ProxySelector other, Function<URI, Optional<String>> withLogin) {
        return new HubSettings(
                endpoint, token, userAgent, other, withLogin, connections, pieceBytes, patience, pause, tries);
    }

    /** The same in other pieces. */
    HubSettings withPieces(long bytes) {
        return new HubSettings(endpoint, token, userAgent, proxy, login, connections, bytes, patience, pause, tries);
    }

    /** The same with more or less of a wait. */
    public HubSettings withPatience(Duration silence, Duration between) {
        return new HubSettings(
                endpoint, token, userAgent, proxy, login, connections, pieceBytes, silence, between, tries);
    }
}
