package org.cria.testmodels.hub;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A hub with one repository on this machine: one port that knows, and one with the bytes of large files, to which the first sends
 * requests on. Answers go wrong as a test wishes.
 */
public final class LoopbackHub implements AutoCloseable {
    private static final int PAGE = 100;

    private final String repository;
    private final HubContent content = new HubContent();
    private final ServerSocket hub;
    private final ServerSocket storage;
    private final List<Thread> doors;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<HubRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger addresses = new AtomicInteger();
    private volatile Function<HubRequest, HubFault> faults = request -> HubFault.NONE;
    private volatile Optional<String> token = Optional.empty();
    private volatile boolean tells = true;

    private LoopbackHub(String repository) throws IOException {
        this.repository = repository;
        hub = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        storage = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        doors = List.of(accept(hub, false), accept(storage, true));
    }

    /** Starts one with an empty repository. */
    public static LoopbackHub with(String repository) {
        try {
            return new LoopbackHub(repository);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a file into the repository, or another in its place; that is a new commit. */
    public LoopbackHub put(String path, byte[] bytes) {
        content.put(path, bytes);
        return this;
    }

    /** From now on the list of files has this size for one of them. */
    public LoopbackHub claiming(String path, long bytes) {
        content.claim(path, bytes);
        return this;
    }

    /** From now on the repository is gated, and this token opens it. */
    public LoopbackHub gated(String accepted) {
        token = Optional.of(accepted);
        return this;
    }

    /** From now on no version of a file has a tag. */
    public LoopbackHub withoutTags() {
        tells = false;
        return this;
    }

    /** What goes wrong from now on. */
    public void faults(Function<HubRequest, HubFault> chosen) {
        faults = chosen;
    }

    /** Where it is. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getLocalPort());
    }

    public String commit() {
        return content.commit();
    }

    /** All requests so far. */
    public List<HubRequest> requests() {
        return List.copyOf(requests);
    }

    private Thread accept(ServerSocket server, boolean large) {
        return Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket, large));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    private void serve(Socket socket, boolean large) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            for (Optional<HubRequest> request = read(in, large); request.isPresent(); request = read(in, large)) {
                requests.add(request.get());
                boolean stays = answer(request.get(), new HubAnswer(out));
                out.flush();
                if (!stays) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // the client left, or the test is over
        } finally {
            sockets.remove(socket);
        }
    }

    private static Optional<HubRequest> read(InputStream in, boolean large) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return Optional.of(new HubRequest(large, first.split(" ", -1)[1], headers));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** @return whether the connection stays */
    private boolean answer(HubRequest request, HubAnswer answer) throws IOException, InterruptedException {
        HubFault fault = faults.apply(request);
        if (fault == HubFault.BUSY) {
            return answer.text(503, "busy", Map.of());
        }
        if (fault == HubFault.STALE) {
            return answer.text(403, "expired", Map.of());
        }
        if (fault == HubFault.PAGE) {
            return answer.text(200, "<html>Something went wrong.</html>", Map.of("ETag", "\"page\""));
        }
        if (fault == HubFault.REDIRECT) {
            String mark = request.path().contains("?") ? "&again=" : "?again=";
            return answer.text(307, "", Map.of("Location", request.path() + mark + addresses.incrementAndGet()));
        }
        String path = request.path().replaceFirst("\\?.*", "");
        if (request.storage()) {
            byte[] bytes = content.bytes(decoded(path.substring(1)));
            return answer.file(bytes, tells ? Optional.of(HubContent.oid(bytes)) : Optional.empty(), request, fault);
        }
        boolean opens = token.isEmpty() || request.header("authorization").equals(token.map(each -> "Bearer " + each));
        return !opens ? refuse(request, answer) : know(request, path, answer, fault);
    }

    private boolean refuse(HubRequest request, HubAnswer answer) throws IOException {
        return request.header("authorization").isEmpty()
                ? answer.text(401, "{\"error\":\"gated\"}", Map.of("X-Error-Code", "GatedRepo"))
                : answer.text(403, "{\"error\":\"gated\"}", Map.of("X-Error-Code", "GatedRepo"));
    }

    private boolean know(HubRequest request, String path, HubAnswer answer, HubFault fault)
            throws IOException, InterruptedException {
        String api = "/api/models/" + repository;
        String files = "/" + repository + "/resolve/";
        if (!path.startsWith(api + "/") && !path.startsWith(files)) {
            return answer.text(401, "{\"error\":\"no\"}", Map.of("X-Error-Code", "RepoNotFound"));
        }
        if (path.startsWith(api + "/revision/")) {
            boolean known = path.equals(api + "/revision/main") || path.equals(api + "/revision/" + content.commit());
            return known
                    ? answer.text(200, "{\"id\":\"" + repository + "\",\"sha\":\"" + content.commit() + "\"}", Map.of())
                    : answer.text(404, "{}", Map.of("X-Error-Code", "RevisionNotFound"));
        }
        if (path.startsWith(api + "/tree/")) {
            String query = request.path().replaceFirst("^[^?]*\\??", "");
            int from = query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=(\\d+).*", "$1")) : 0;
            Map<String, String> next = from + PAGE < content.count()
                    ? Map.of(
                            "Link",
                            "<" + endpoint() + path + "?recursive=true&cursor=" + (from + PAGE) + ">; rel=\"next\"")
                    : Map.of();
            return answer.text(200, content.tree(from, PAGE), next);
        }
        return file(request, decoded(path.substring(files.length()).replaceFirst("^[^/]*/", "")), answer, fault);
    }

    private boolean file(HubRequest request, String path, HubAnswer answer, HubFault fault)
            throws IOException, InterruptedException {
        if (!content.has(path)) {
            return answer.text(404, "Entry not found", Map.of("X-Error-Code", "EntryNotFound"));
        }
        byte[] bytes = content.bytes(path);
        String oid = HubContent.oid(bytes);
        if (!HubContent.isLarge(bytes)) {
            return answer.file(bytes, Optional.of(oid), request, fault);
        }
        String there = "http://127.0.0.1:" + storage.getLocalPort() + "/"
                + request.path().replaceFirst(".*/resolve/[^/]*/", "").replaceFirst("\\?.*", "") + "?signed="
                + addresses.incrementAndGet();
        return answer.text(
                302,
                "",
                Map.of("Location", there, "X-Linked-Etag", "\"" + oid + "\"", "X-Linked-Size", "" + bytes.length));
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            hub.close();
            storage.close();
            for (Thread door : doors) {
                door.join(); // one more may have come in while it was closed
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the hub was closed", e);
        }
    }
}
