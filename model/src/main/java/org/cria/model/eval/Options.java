package org.cria.model.eval;

import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/** The texts that a document offers for choice. */
sealed interface Options {
    /** At least one. */
    List<String> of(Map<String, JsonValue> doc);

    /** The same for all documents but for their fields. */
    record Written(List<DocTemplate> texts) implements Options {
        @Override
        public List<String> of(Map<String, JsonValue> doc) {
            return texts.stream().map(text -> text.of(doc)).toList();
        }
    }

    /** What a field has, a list of texts. */
    record InField(String name) implements Options {
        @Override
        public List<String> of(Map<String, JsonValue> doc) {
            if (doc.get(name) instanceof JsonValue.Array(List<JsonValue> items)
                    && !items.isEmpty()
                    && items.stream().allMatch(JsonValue.Text.class::isInstance)) {
                return items.stream()
                        .map(item -> ((JsonValue.Text) item).value())
                        .toList();
            }
            throw new CriaException("a document's field '" + name + "' is " + doc.get(name)
                    + ", expected a list of texts to choose from. Correct the task or the data set.");
        }
    }
}
