package org.cria.server.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.template.Text;
import org.cria.model.template.Value;

/** JSON as values of a template. Texts are what somebody said: they never become control tokens. */
final class TemplateValues {
    private TemplateValues() {}

    static Value of(JsonNode json) {
        return switch (json.getNodeType()) {
            case NULL, MISSING, BINARY, POJO -> Value.NONE;
            case BOOLEAN -> Value.of(json.booleanValue());
            case NUMBER ->
                json.isIntegralNumber() && json.canConvertToLong()
                        ? Value.of(json.longValue())
                        : new Value.Real(json.doubleValue());
            case STRING -> Text.said(json.textValue());
            case ARRAY -> {
                List<Value> all = new ArrayList<>();
                json.forEach(each -> all.add(of(each)));
                yield Value.list(all);
            }
            case OBJECT -> {
                Map<Value, Value> all = new LinkedHashMap<>();
                json.properties().forEach(each -> all.put(Text.said(each.getKey()), of(each.getValue())));
                yield Value.dict(all);
            }
        };
    }
}
