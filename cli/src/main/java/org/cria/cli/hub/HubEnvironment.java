package org.cria.cli.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cria.cli.version.Build;
import org.cria.kernels.CriaException;
import org.cria.model.hub.HubCache;
import org.cria.model.hub.HubLibrary;
import org.cria.model.hub.HubSettings;

/**
 * What the environment says of the hub, in the variables of Hugging Face's own programs.
 *
 * @see <a href="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables">Environment variables</a>
 */
public record HubEnvironment(Map<String, String> variables) {
    public HubEnvironment {
        variables = Map.copyOf(variables);
    }

    /** This process's own. */
    public static HubEnvironment ofProcess() {
        return new HubEnvironment(System.getenv());
    }

    /** {@code $HF_HUB_CACHE}, else {@code hub} in {@code $HF_HOME}, which is {@code ~/.cache/huggingface} by default. */
    public HubCache cache() {
        return new HubCache(value("HF_HUB_CACHE")
                .or(() -> value("HUGGINGFACE_HUB_CACHE"))
                .map(Path::of)
                .orElseGet(() -> home().resolve("hub"))
                .toAbsolutePath());
    }

    /** The models there. */
    public HubLibrary library() {
        return new HubLibrary(cache());
    }

    private Path home() {
        return value("HF_HOME")
                .map(Path::of)
                .orElseGet(() -> value("XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElseGet(() ->
                                Path.of(variables.getOrDefault("HOME", System.getProperty("user.home", ".")), ".cache"))
                        .resolve("huggingface"));
    }

    /** Whether the hub must not be asked: {@code $HF_HUB_OFFLINE}. */
    public boolean isOffline() {
        return value("HF_HUB_OFFLINE")
                .filter(text -> text.matches("(?i)1|on|yes|true"))
                .isPresent();
    }

    /** {@code $HF_ENDPOINT}, {@code $HF_TOKEN} or the token that Hugging Face's programs keep, and the proxies. */
    public HubSettings settings() {
        Build build = Build.current();
        Proxies proxies = Proxies.of(variables);
        HubSettings settings = HubSettings.defaults()
                .withUserAgent("cria/" + build.version())
                .withToken(token())
                .withProxy(proxies, proxies::authorization);
        return value("HF_ENDPOINT")
                .map(text -> settings.withEndpoint(address(text)))
                .orElse(settings);
    }

    private static URI address(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new CriaException("HF_ENDPOINT is '" + text.replaceAll("\\p{Cntrl}", "?")
                    + "', expected an address such as https://huggingface.co. Correct it.");
        }
    }

    private Optional<String> token() {
        return value("HF_TOKEN")
                .or(() -> {
                    Path file = value("HF_TOKEN_PATH").map(Path::of).orElseGet(() -> home().resolve("token"));
                    try {
                        return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
                    } catch (IOException e) {
                        return Optional.empty(); // nobody logged in
                    }
                })
                .filter(text -> text.matches("[!-~]+")); // what a header can hold
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
