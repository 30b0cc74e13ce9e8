package org.cria.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.gguf.Gguf;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;
import org.cria.model.speculation.Speculation;
import org.cria.server.http.HttpSettings;
import org.cria.server.work.Catalogue;
import org.cria.server.work.Loader;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/** A server of the built-in model, and a client. */
final class Served implements AutoCloseable {
    static final String NAME = "quillay";
    static final Path FILE = Path.of("..", "models", "built-in.gguf");
    private static final ObjectMapper JSON = new ObjectMapper();

    final Model model;
    final Scheduler scheduler;
    final CriaServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param status of HTTP */
    record Answer(int status, JsonNode json, HttpResponse<String> response) {
        /** The error's text, field and code. */
        String error() {
            JsonNode error = json.path("error");
            return error.path("message").asText() + " | " + error.path("param").asText() + " | "
                    + error.path("code").asText();
        }
    }

    Served() {
        this(ServeSettings.defaults(), patient(), 256);
    }

    Served(ServeSettings serving, HttpSettings http, int context) {
        this(serving, http, context, template());
    }

    Served(ServeSettings serving, HttpSettings http, int context, ChatTemplate template) {
        this(FILE, ProgramRewrite.NONE, serving, http, context, template, GenerationSettings.defaults());
    }

    /** A server that guesses what comes next in texts. */
    static Served guessing(Speculation speculation) {
        GenerationSettings guesses = GenerationSettings.defaults().withSpeculation(speculation);
        return new Served(FILE, ProgramRewrite.NONE, ServeSettings.defaults(), patient(), 512, template(), guesses);
    }

    /** A server of another model, whose cache is kept in F32. */
    static Served of(Path file) {
        return new Served(
                file,
                ProgramRewrite.NONE,
                ServeSettings.defaults(),
                patient(),
                128,
                ChatTemplates.none(),
                GenerationSettings.defaults());
    }

    /** A server of the model with adapters. */
    static Served adapted(ProgramRewrite rewrite) {
        return new Served(
                FILE, rewrite, ServeSettings.defaults(), patient(), 256, template(), GenerationSettings.defaults());
    }

    private Served(
            Path file,
            ProgramRewrite rewrite,
            ServeSettings serving,
            HttpSettings http,
            int context,
            ChatTemplate template,
            GenerationSettings settings) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withThreads(1)
                .withRewrite(rewrite)
                .withContextSize(context)
                .withSessions(serving.slots());
        model = Model.open(file, file.equals(FILE) ? options : options.withCache(Formats.F32, Formats.F32));
        scheduler = new Scheduler(model.engine(), model.tokenizer(), serving);
        ServedModel served =
                new ServedModel(NAME, 1, model, scheduler, Optional.of(template), Optional.empty(), settings);
        server = new CriaServer(
                http.withAddress(http.host(), 0),
                new Catalogue(List.of(new Models.Source(NAME, 1, file)), new Given(served), 0, Duration.ofSeconds(1)),
                Duration.ofMinutes(10));
    }

    /** A model that is there already; who made it closes it. */
    private record Given(ServedModel model) implements Loader {
        @Override
        public long bytes(Models.Source source) {
            return 0;
        }

        @Override
        public ServedModel load(Models.Source source) {
            return model;
        }

        @Override
        public void failed(Models.Source source, CriaException failure) {
            throw failure;
        }

        @Override
        public void unload(ServedModel unloaded, Duration grace) {}
    }

    /** Who waits for a machine that is busy with something else. */
    static HttpSettings patient() {
        return HttpSettings.defaults().withLimits(8 << 20, Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    static ChatTemplate template() {
        try (Gguf gguf = Gguf.open(FILE)) {
            return ChatTemplates.of(gguf);
        }
    }

    URI address() {
        return server.address();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address().resolve(path)).timeout(Duration.ofMinutes(10));
    }

    Answer get(String path) {
        return send(request(path).build());
    }

    /** Sends JSON in which ' stands for ". */
    Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                .build());
    }

    Answer send(HttpRequest request) {
        HttpResponse<String> response = text(request);
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    HttpResponse<String> text(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The chunks of a stream that ends as it is to. */
    List<JsonNode> stream(String path, String json) {
        HttpResponse<String> response = text(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                .build());
        List<String> events = List.of(response.body().split("\n\n", -1));
        if (response.statusCode() != 200
                || !events.getLast().isEmpty()
                || !events.get(events.size() - 2).equals("data: [DONE]")) {
            throw new AssertionError(response.statusCode() + response.body());
        }
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events.subList(0, events.size() - 2)) {
            chunks.add(parsed(event.substring("data: ".length())));
        }
        return chunks;
    }

    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** A connection of one's own. */
    Socket connect() throws IOException {
        Socket socket = new Socket(address().getHost(), address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** What comes back for some bytes until the server closes the connection, or has sent this text. */
    String raw(String bytes, String until) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            return read(socket, until);
        }
    }

    static String read(Socket socket, String until) throws IOException {
        StringBuilder text = new StringBuilder();
        while (until.isEmpty() || text.indexOf(until) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return text + "<end>";
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.close();
        scheduler.close();
        model.close();
    }
}
