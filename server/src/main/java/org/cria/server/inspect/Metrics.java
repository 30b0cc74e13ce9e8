package org.cria.server.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToLongFunction;
import org.cria.model.serve.Load;
import org.cria.server.http.Call;
import org.cria.server.http.Endpoint;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/**
 * {@code /metrics}: figures of the loaded models' schedulers, as Prometheus reads them.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the format</a>
 */
public record Metrics(Models models) implements Endpoint {
    private static final List<Figure> FIGURES = List.of(
            new Figure("slots", "gauge", "Texts that can be computed at a time.", Load::slots),
            new Figure("slots_busy", "gauge", "Texts that are being computed.", Load::busy),
            new Figure("jobs_waiting", "gauge", "Texts that wait for a slot.", Load::waiting),
            new Figure("prompt_tokens_total", "counter", "Tokens of prompts that went through the model.", Load::read),
            new Figure(
                    "prompt_tokens_reused_total", "counter", "Tokens of prompts that were in the cache.", Load::reused),
            new Figure("generated_tokens_total", "counter", "Tokens that were generated.", Load::generated),
            new Figure("passes_total", "counter", "Passes through the model.", Load::passes),
            new Figure("jobs_total", "counter", "Texts that ended, however they did.", Load::ended));

    /** A figure by its name behind {@code cria_}. */
    private record Figure(String name, String type, String help, ToLongFunction<Load> value) {
        String text(List<ServedModel> models) {
            String full = "cria_" + name;
            StringBuilder text =
                    new StringBuilder("# HELP " + full + " " + help + "\n# TYPE " + full + " " + type + "\n");
            for (ServedModel model : models) {
                text.append(full + "{model=\"" + escaped(model.name()) + "\"} ")
                        .append(value.applyAsLong(model.scheduler().load()))
                        .append('\n');
            }
            return text.toString();
        }

        private static String escaped(String label) {
            return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        }
    }

    @Override
    public void answer(Call call) throws IOException {
        List<ServedModel> loaded =
                models.list().stream().flatMap(entry -> entry.loaded().stream()).toList();
        StringBuilder text = new StringBuilder();
        for (Figure figure : FIGURES) {
            text.append(figure.text(loaded));
        }
        call.text(
                200, "text/plain; version=0.0.4; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
