package org.cria.server;

import java.net.URI;
import java.time.Duration;
import org.cria.server.form.AnswerForms;
import org.cria.server.http.HttpServer;
import org.cria.server.http.HttpSettings;
import org.cria.server.http.Routes;
import org.cria.server.inspect.About;
import org.cria.server.inspect.Metrics;
import org.cria.server.inspect.Tokens;
import org.cria.server.json.ApiException;
import org.cria.server.json.Json;
import org.cria.server.ollama.Shelf;
import org.cria.server.ollama.Talk;
import org.cria.server.ollama.TextVectors;
import org.cria.server.openai.Adapters;
import org.cria.server.openai.ChatCompletions;
import org.cria.server.openai.Completions;
import org.cria.server.openai.Embeddings;
import org.cria.server.openai.ModelList;
import org.cria.server.page.ChatPage;
import org.cria.server.work.Models;

/** Models over HTTP, as OpenAI's and Ollama's clients expect them. Safe for any thread. */
public final class CriaServer implements AutoCloseable {
    private final HttpServer http;

    /**
     * Starts to listen.
     *
     * @param limit how long an answer may take
     * @throws org.cria.kernels.CriaException if the address cannot be had
     */
    public CriaServer(HttpSettings settings, Models models, Duration limit) {
        this.http = new HttpServer(settings, routes(models, limit));
    }

    static Routes routes(Models models, Duration limit) {
        Routes routes = new Routes();
        ChatPage.addTo(routes);
        routes.open("/health", call -> {
            if (!models.isOpen()) {
                throw ApiException.busy("server_stopping", "the server is stopping.");
            }
            call.json(Json.object().put("status", "ok"));
        });
        AnswerForms forms = new AnswerForms();
        ModelList list = new ModelList(models);
        ChatCompletions chat = new ChatCompletions(models, forms, limit);
        Tokens tokens = new Tokens(models);
        About about = new About(models);
        Adapters adapters = new Adapters(models);
        Completions completions = new Completions(models, forms, limit);
        ollama(routes, models, chat, completions);
        return routes.get("/v1/models", list)
                .get("/models", list)
                .post("/v1/chat/completions", chat)
                .post("/chat/completions", chat)
                .post("/v1/completions", completions)
                .post("/v1/embeddings", new Embeddings(models))
                .post("/embeddings", new Embeddings(models))
                .post("/tokenize", tokens::tokenize)
                .post("/detokenize", tokens::detokenize)
                .post("/apply-template", about::template)
                .get("/tokenizer_info", about::tokenizer)
                .get("/lora-adapters", adapters::list)
                .post("/lora-adapters", adapters::change)
                .get("/props", about::props)
                .get("/metrics", new Metrics(models));
    }

    private static void ollama(Routes routes, Models models, ChatCompletions chat, Completions completions) {
        Talk talk = new Talk(models, chat, completions);
        Shelf shelf = new Shelf(models);
        TextVectors vectors = new TextVectors(models);
        routes.post("/api/chat", talk::chat)
                .post("/api/generate", talk::generate)
                .post("/api/embed", vectors::embed)
                .post("/api/embeddings", vectors::embedding)
                .post("/api/show", shelf::show)
                .get("/api/tags", shelf::tags)
                .get("/api/ps", shelf::ps)
                .get("/api/version", shelf::version);
    }

    /** Where it listens. */
    public URI address() {
        return http.address();
    }

    /** Takes no more connections; those that there are go on. */
    public void shut() {
        http.shut();
    }

    /** Waits until every request is answered, at most this long. */
    public void finish(Duration grace) {
        http.finish(grace);
    }

    @Override
    public void close() {
        http.close();
    }
}
