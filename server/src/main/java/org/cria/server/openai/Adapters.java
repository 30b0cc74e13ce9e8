package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.cria.model.Model;
import org.cria.model.family.Tweak;
import org.cria.model.lora.LoraFile;
import org.cria.server.http.Call;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;
import org.cria.server.json.Json;
import org.cria.server.work.Models;

/**
 * {@code /lora-adapters}, and what requests say of adapters, as llama.cpp's server has it: a list of {@code id} and {@code scale}, where those
 * that are not named count nothing.
 */
public record Adapters(Models models) {
    private static final String FIELD = "lora";

    /** Answers with the adapters and how much each counts where a request is silent. */
    public void list(Call call) throws IOException {
        try (Models.Lease lease = models.use(call.parameter("model"))) {
            call.json(all(lease.model().model()));
        }
    }

    /** Has adapters count as a list says where requests are silent. Texts that are coming stay as they are. */
    public void change(Call call) throws IOException {
        Fields request = call.list(FIELD);
        try (Models.Lease lease = models.use(call.parameter("model"))) {
            Model model = lease.model().model();
            model.engine().adapt(read(request.list(FIELD), model));
            call.json(all(model));
        }
    }

    private static ArrayNode all(Model model) {
        ArrayNode all = Json.array();
        for (Tweak tweak : model.tweaks()) {
            all.addObject().put("id", all.size() - 1).put("path", tweak.name()).put("scale", tweak.strength());
        }
        return all;
    }

    /** [adapters of the model] what a request says; empty where it is silent. */
    static float[] of(Fields request, Model model) {
        return request.get(FIELD).isEmpty() ? new float[0] : read(request.list(FIELD), model);
    }

    private static float[] read(List<Fields> list, Model model) {
        float[] strengths = new float[model.tweaks().size()];
        for (Fields each : list) {
            if (strengths.length == 0) {
                throw ApiException.wrong(
                        each.name("id"), "'" + each.name("id") + "' names an adapter, and the model has none.");
            }
            int id = (int) each.whole("id", 0, strengths.length - 1).orElseThrow(() -> missing(each, "id"));
            OptionalDouble scale = each.number("scale");
            double value = scale.orElseThrow(() -> missing(each, "scale"));
            if (Math.abs(value) > LoraFile.MOST) {
                throw each.wrong("scale", each.get("scale").orElseThrow(), "a number from -1000 to 1000");
            }
            strengths[id] = (float) value;
        }
        return strengths;
    }

    private static ApiException missing(Fields each, String field) {
        return ApiException.wrong(each.name(field), "'" + each.name(field) + "' is missing, expected a number.");
    }
}
