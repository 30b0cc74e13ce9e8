package org.cria.server.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.cria.server.json.Json;

/**
 * What all parts of an answer begin with.
 *
 * @param id of the answer
 * @param object what kind of answer it is
 * @param created seconds since 1970
 * @param model its name
 */
record Heading(String id, String object, long created, String model) {
    static Heading of(String prefix, String object, String model) {
        String id = prefix + UUID.randomUUID().toString().replace("-", "");
        return new Heading(id, object, System.currentTimeMillis() / 1000, model);
    }

    ObjectNode json() {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }
}
