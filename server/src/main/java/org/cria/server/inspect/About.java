package org.cria.server.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.OptionalInt;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Samplers;
import org.cria.model.sample.Setting;
import org.cria.model.tokenizer.Vocabulary;
import org.cria.server.http.Call;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.cria.server.openai.ChatPrompt;
import org.cria.server.openai.Sampling;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;
import org.jspecify.annotations.Nullable;

/** {@code /props}, {@code /tokenizer_info} and {@code /apply-template}: how a model is used. */
public record About(Models models) {
    /** Answers with the model's and the server's settings. */
    public void props(Call call) throws IOException {
        try (Models.Lease lease = models.use(call.parameter("model"))) {
            ServedModel model = lease.model();
            SamplerSettings sampling = model.defaults().sampling();
            ObjectNode answer = Json.object();
            ObjectNode defaults = answer.putObject("default_generation_settings");
            defaults.put("n_ctx", model.model().contextSize());
            ObjectNode params = defaults.putObject("params");
            for (Setting<?> setting : Samplers.settings()) {
                put(params, setting, sampling.get(setting));
            }
            params.put("n_predict", model.defaults().predict());
            answer.put("total_slots", model.scheduler().load().slots())
                    .put("model_alias", model.name())
                    .put("log_probabilities", "the model's own, before biases and samplers");
            put(answer, model);
            call.json(answer);
        }
    }

    private static void put(ObjectNode params, Setting<?> setting, Number value) {
        String field = Sampling.field(setting);
        switch (value) {
            case Float number -> params.put(field, number);
            case Integer number -> params.put(field, number);
            default -> params.put(field, value.longValue());
        }
    }

    /** Answers with what a client needs that tokenises for itself. */
    public void tokenizer(Call call) throws IOException {
        try (Models.Lease lease = models.use(call.parameter("model"))) {
            ServedModel model = lease.model();
            Vocabulary vocabulary = model.tokenizer().vocabulary();
            ObjectNode answer = Json.object()
                    .put("vocab_size", vocabulary.size())
                    .put("add_bos_token", vocabulary.addBos())
                    .put("add_eos_token", vocabulary.addEos())
                    .put("model_max_length", model.model().contextSize());
            put(answer, model);
            call.json(answer);
        }
    }

    private static void put(ObjectNode answer, ServedModel model) {
        Vocabulary vocabulary = model.tokenizer().vocabulary();
        answer.put("bos_token", spelling(vocabulary, vocabulary.bos()))
                .put("eos_token", spelling(vocabulary, vocabulary.eos()))
                .put("unk_token", spelling(vocabulary, vocabulary.unknown()))
                .put("chat_template", model.template().map(ChatTemplate::source).orElse(null));
    }

    private static @Nullable String spelling(Vocabulary vocabulary, OptionalInt token) {
        return token.isPresent() ? vocabulary.piece(token.getAsInt()) : null;
    }

    /** Answers with what the template makes of messages. */
    public void template(Call call) throws IOException {
        Fields request = call.body();
        try (Models.Lease lease = models.use(request.text("model"))) {
            ChatPrompt prompt = ChatPrompt.whole(lease.model(), request);
            call.json(Json.object().put("prompt", prompt.text().text().toString()));
        }
    }
}
