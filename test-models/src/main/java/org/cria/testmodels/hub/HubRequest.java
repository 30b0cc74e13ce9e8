package org.cria.testmodels.hub;

import java.util.Map;
import java.util.Optional;

/**
 * A request that a loopback hub got.
 *
 * @param storage whether it came to the host with large files, rather than to the hub
 * @param path    with its query
 * @param headers by name in small letters
 */
public record HubRequest(boolean storage, String path, Map<String, String> headers) {
    public HubRequest {
        headers = Map.copyOf(headers);
    }

    /** A header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Whether it asks for bytes of a file, not for what the hub knows. */
    public boolean isForFile() {
        return storage || path.contains("/resolve/");
    }
}
