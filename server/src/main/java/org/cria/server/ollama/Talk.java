package org.cria.server.ollama;

import java.io.IOException;
import org.cria.server.http.Call;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.cria.server.openai.ChatCompletions;
import org.cria.server.openai.Completions;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/** {@code /api/chat} and {@code /api/generate}: answers, in lines as they come unless the request says otherwise. */
public record Talk(Models models, ChatCompletions chats, Completions texts) {
    /** Answers a conversation. */
    public void chat(Call call) throws IOException {
        long begun = System.nanoTime();
        Fields request = call.body();
        try (Models.Lease lease = ModelNames.use(models, request)) {
            ServedModel model = lease.model();
            Lines lines = lines(call, request, model, true, begun);
            if (request.list("messages").isEmpty()) {
                lines.nothing();
            } else {
                chats.answer(Json.fields(Translation.chat(request)), model, lines);
            }
        }
    }

    /** Answers a message, or goes on with a text. */
    public void generate(Call call) throws IOException {
        long begun = System.nanoTime();
        Fields request = call.body();
        try (Models.Lease lease = ModelNames.use(models, request)) {
            ServedModel model = lease.model();
            Lines lines = lines(call, request, model, false, begun);
            String prompt = request.text("prompt").orElse("");
            boolean raw = request.flag("raw") || model.template().isEmpty();
            if (prompt.isEmpty()) {
                lines.nothing();
            } else if (raw) {
                texts.answer(Json.fields(Translation.generate(request, prompt, true)), model, lines);
            } else {
                chats.answer(Json.fields(Translation.generate(request, prompt, false)), model, lines);
            }
        }
    }

    private static Lines lines(Call call, Fields request, ServedModel model, boolean chat, long begun) {
        String name = request.text("model").or(() -> request.text("name")).orElse(model.name());
        return new Lines(call, name, chat, request.flag("stream", true), begun);
    }
}
