package org.cria.cli.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cria.kernels.CriaException;

/** The proxies of {@code https_proxy}, {@code http_proxy}, {@code all_proxy} and {@code no_proxy}, in small letters or capitals, as curl has them. */
final class Proxies extends ProxySelector {
    /** Schemes with which the JDK gives no proxy a password; {@code Basic} unless somebody says otherwise. */
    private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, String> variables;

    private Proxies(Map<String, String> variables) {
        this.variables = variables;
    }

    static Proxies of(Map<String, String> variables) {
        return new Proxies(variables);
    }

    @Override
    public List<Proxy> select(URI uri) {
        return address(uri)
                .map(proxy -> new Proxy(
                        Proxy.Type.HTTP,
                        new InetSocketAddress(proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort())))
                .map(List::of)
                .orElse(List.of(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // whoever asked hears of it
    }

    /** What the proxy for an address wants to see, where its own has a name and a password. */
    Optional<String> authorization(URI uri) {
        return address(uri).map(URI::getUserInfo).map(login -> {
            System.setProperty(DISABLED, ""); // read when the first client is made
            return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        });
    }

    private Optional<URI> address(URI uri) {
        if (isExcluded(String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        String name = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT) + "_proxy";
        return value(name).or(() -> value("all_proxy")).map(text -> proxy(name, text));
    }

    private static URI proxy(String name, String text) {
        try {
            URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
            if ("http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null) {
                return proxy;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new CriaException(
                name + " is no address of a proxy that Cria can use, expected http://HOST:PORT. Correct it.");
    }

    private boolean isExcluded(String host) {
        return value("no_proxy").stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(each -> each.strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst(":\\d+$", "")
                        .replaceFirst("^\\*?\\.", ""))
                .anyMatch(each ->
                        !each.isEmpty() && (each.equals("*") || host.equals(each) || host.endsWith("." + each)));
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name))
                .or(() -> Optional.ofNullable(variables.get(name.toUpperCase(Locale.ROOT))))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
