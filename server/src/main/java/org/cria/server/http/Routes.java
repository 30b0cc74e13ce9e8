package org.cria.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cria.server.json.ApiException;
import org.cria.server.json.Json;
import org.jspecify.annotations.Nullable;

/** Which endpoint answers what. */
public final class Routes {
    /** @param open whether it needs no key */
    record Route(Endpoint endpoint, boolean open) {}

    /** Paths below it belong to Ollama's clients. */
    private static final String OLLAMA = "/api/";

    private final Map<String, Map<String, Route>> all = new LinkedHashMap<>();

    /** Adds an endpoint that reads nothing. */
    public Routes get(String path, Endpoint endpoint) {
        return add("GET", path, new Route(endpoint, false));
    }

    /** Adds one that anybody who reaches the server may ask. */
    public Routes open(String path, Endpoint endpoint) {
        return add("GET", path, new Route(endpoint, true));
    }

    /** Adds an endpoint that is sent JSON. */
    public Routes post(String path, Endpoint endpoint) {
        return add("POST", path, new Route(endpoint, false));
    }

    private Routes add(String method, String path, Route route) {
        all.computeIfAbsent(path, each -> new TreeMap<>()).put(method, route);
        return this;
    }

    /** All paths, for messages and tests. */
    public Set<String> paths() {
        return new TreeSet<>(all.keySet());
    }

    /** The route; null where there is no such path or method. */
    @Nullable
    Route find(String method, String path) {
        return all.getOrDefault(path, Map.of()).get(method.equals("HEAD") ? "GET" : method);
    }

    /** An error as clients of this path expect it. */
    static ObjectNode error(String path, ApiException e) {
        return path.startsWith(OLLAMA) ? Json.plainError(e) : Json.error(e);
    }

    /** The methods of a path, as a header has them; empty where there is no such path. */
    String methods(String path) {
        return all.getOrDefault(path, Map.of()).keySet().stream().collect(Collectors.joining(", "));
    }

    /** Why nothing was found. */
    ApiException missing(String method, String path) {
        String methods = methods(path);
        return methods.isEmpty()
                ? ApiException.wrong(404, "not_found", "there is no '" + shortened(path) + "' here.")
                : ApiException.wrong(
                        405,
                        "method_not_allowed",
                        "'" + path + "' takes " + methods + ", not " + shortened(method) + ".");
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
