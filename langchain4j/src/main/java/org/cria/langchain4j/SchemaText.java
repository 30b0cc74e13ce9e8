package org.cria.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.json.JsonValue;

/**
 * LangChain4j's schemas as JSON schemas.
 *
 * @param strict whether objects have all their members, and no others
 */
record SchemaText(boolean strict) {
    /** @throws UnsupportedFeatureException if it is of a kind that is not known */
    JsonValue of(JsonSchemaElement element) {
        JsonValue schema = undescribed(element);
        if (element.description() == null || !(schema instanceof JsonValue.Members(Map<String, JsonValue> members))) {
            return schema;
        }
        Map<String, JsonValue> described = new LinkedHashMap<>(members);
        described.put("description", new JsonValue.Text(element.description()));
        return new JsonValue.Members(described);
    }

    private JsonValue undescribed(JsonSchemaElement element) {
        return switch (element) {
            case JsonStringSchema _ -> type("string");
            case JsonIntegerSchema _ -> type("integer");
            case JsonNumberSchema _ -> type("number");
            case JsonBooleanSchema _ -> type("boolean");
            case JsonNullSchema _ -> type("null");
            case JsonEnumSchema choice -> members("enum", texts(choice.enumValues()));
            case JsonArraySchema array -> array(array);
            case JsonObjectSchema object -> object(object);
            case JsonAnyOfSchema any ->
                members(
                        "anyOf",
                        new JsonValue.Array(any.anyOf().stream().map(this::of).toList()));
            case JsonReferenceSchema place -> members("$ref", new JsonValue.Text("#/$defs/" + place.reference()));
            case JsonRawSchema raw -> JsonValue.parse(raw.schema());
            default ->
                throw new UnsupportedFeatureException("a schema has a "
                        + element.getClass().getSimpleName()
                        + ", which Cria does not know. Write it as a JsonRawSchema.");
        };
    }

    private JsonValue array(JsonArraySchema array) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("type", new JsonValue.Text("array"));
        if (array.items() != null) {
            members.put("items", of(array.items()));
        }
        return new JsonValue.Members(members);
    }

    private JsonValue object(JsonObjectSchema object) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("type", new JsonValue.Text("object"));
        members.put("properties", all(object.properties()));
        members.put("required", texts(strict ? List.copyOf(object.properties().keySet()) : object.required()));
        if (strict) {
            members.put("additionalProperties", new JsonValue.Truth(false));
        } else if (object.additionalProperties() != null) {
            members.put("additionalProperties", new JsonValue.Truth(object.additionalProperties()));
        }
        if (!object.definitions().isEmpty()) {
            members.put("$defs", all(object.definitions()));
        }
        return new JsonValue.Members(members);
    }

    private JsonValue all(Map<String, JsonSchemaElement> elements) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        elements.forEach((name, element) -> members.put(name, of(element)));
        return new JsonValue.Members(members);
    }

    private static JsonValue type(String name) {
        return members("type", new JsonValue.Text(name));
    }

    private static JsonValue members(String name, JsonValue value) {
        return new JsonValue.Members(Map.of(name, value));
    }

    private static JsonValue texts(List<String> values) {
        return new JsonValue.Array(
                values.stream().<JsonValue>map(JsonValue.Text::new).toList());
    }
}
