package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.cria.server.http.Call;
import org.cria.server.http.Endpoint;
import org.cria.server.json.Json;
import org.cria.server.work.Models;

/** {@code /v1/models}: which models there are. */
public record ModelList(Models models) implements Endpoint {
    @Override
    public void answer(Call call) throws IOException {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.list()
                .forEach(entry -> data.addObject()
                        .put("id", entry.name())
                        .put("object", "model")
                        .put("created", entry.source().created())
                        .put("owned_by", "cria")
                        .put("loaded", entry.isLoaded()));
        call.json(list);
    }
}
