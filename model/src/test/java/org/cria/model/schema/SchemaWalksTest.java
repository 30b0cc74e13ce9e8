package org.cria.model.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.SplittableRandom;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.Walk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a schema's grammar lets through meets the schema, as somebody else's validator sees it. */
final class SchemaWalksTest {
    private static final int TEXTS = 50;
    private static final int LENGTH = 200;

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final SchemaValidatorsConfig FORMATS =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "true",
                "{'type': 'object'}",
                "{'type': 'array', 'items': {'type': 'boolean'}, 'minItems': 2, 'maxItems': 4}",
                "{'type': 'array', 'minItems': 3}",
                "{'type': ['string', 'null']}",
                "{'enum': [1, 2.50, 'a\\\"b', null, [1, {'x': []}], {'k': 'é'}]}",
                "{'const': {'a': [true, 'line\\nbreak']}}",
                "{'type': 'integer'}",
                "{'type': 'number'}",
                "{'type': 'integer', 'minimum': -17, 'maximum': 1203}",
                "{'type': 'integer', 'exclusiveMinimum': 99, 'exclusiveMaximum': 105}",
                "{'type': 'integer', 'minimum': 1000000000000}",
                "{'type': 'integer', 'maximum': -3, 'multipleOf': 7}",
                "{'type': 'number', 'minimum': 0.05, 'maximum': 1.5}",
                "{'type': 'number', 'exclusiveMinimum': -2.25, 'exclusiveMaximum': 0}",
                "{'type': 'number', 'minimum': 0, 'multipleOf': 0.25, 'maximum': 1000}",
                "{'type': 'string', 'minLength': 3, 'maxLength': 9}",
                "{'type': 'string', 'pattern': '^[A-Z]{2}-\\\\d{3,5}$'}",
                "{'type': 'string', 'pattern': 'a\\\\s+[^x\\\\W]|(b|c)$'}",
                "{'type': 'string', 'pattern': '^[^\\\"]*$', 'minLength': 2, 'maxLength': 12}",
                "{'type': 'string', 'format': 'date'}",
                "{'type': 'string', 'format': 'date-time'}",
                "{'type': 'string', 'format': 'uuid'}",
                "{'type': 'array', 'minItems': 3, 'maxItems': 3, 'prefixItems': [{'format': 'ipv4'}, {'format':"
                        + " 'ipv6'}], 'items': {'format': 'time'}}",
                "{'type': 'object', 'properties': {'u': {'format': 'uri'}, 'e': {'format': 'email'}, 'h': {'format':"
                        + " 'hostname'},'d': {'format': 'duration'}}, 'required': ['u', 'e', 'h', 'd']}",
                "{'type': 'object', 'properties': {'name': {'type': 'string'}, 'age': {'type': 'integer', 'minimum':"
                        + " 0},'tags': {'type': 'array', 'items': {'type': 'string'}}}, 'required':"
                        + " ['name'],'additionalProperties': false}",
                "{'type': 'object', 'properties': {'a': {}, 'b': {}, 'c': {}}, 'minProperties': 2, 'maxProperties': 2}",
                "{'type': 'object', 'properties': {'a': {'type': 'integer'}, 'ab': {'type': 'null'}},"
                        + "'additionalProperties': {'type': 'string'}, 'maxProperties': 4}",
                "{'type': 'object', 'patternProperties': {'^x': {'type': 'integer'}, 'y$': {'minimum': 5}},"
                        + "'additionalProperties': {'type': 'boolean'}}",
                "{'$ref': '#/$defs/node', '$defs': {'node': {'type': 'object', 'properties': {'v': {'type':"
                        + " 'integer'},'next': {'anyOf': [{'$ref': '#/$defs/node'}, {'type': 'null'}]}}, 'required': ['v',"
                        + " 'next']}}}",
                "{'type': 'array', 'items': {'$ref': '#'}}",
                "{'oneOf': [{'type': 'string', 'maxLength': 3}, {'type': 'integer'}, {'type': 'array', 'items':"
                        + " {'type': 'null'}}]}",
                "{'oneOf': [{'properties': {'kind': {'const': 'a'}, 'x': {'type': 'number'}}, 'required':"
                        + " ['kind']},{'properties': {'kind': {'const': 'b'}, 'y': {'type': 'string'}}, 'required':"
                        + " ['kind', 'y']}],'type': 'object'}",
                "{'oneOf': [{'type': 'object', 'properties': {'a': {}}, 'required': ['a']},"
                        + "{'type': 'object', 'properties': {'b': {}}, 'required': ['b']}]}",
                "{'oneOf': [{'type': 'integer', 'maximum': 3}, {'type': 'number', 'exclusiveMinimum': 3, 'maximum':"
                        + " 9}]}",
                "{'allOf': [{'type': 'object', 'properties': {'a': {'type': 'string', 'minLength': 2}}, 'required':"
                        + " ['a']},{'properties': {'a': {'maxLength': 5}, 'b': {'type': 'integer'}}, 'required': ['b']}]}",
                "{'anyOf': [{'required': ['a']}, {'required': ['b']}], 'type': 'object',"
                        + "'properties': {'a': {'type': 'integer'}, 'b': {'type': 'integer'}}}",
                "{'type': 'array', 'items': {'enum': ['red', 'green', 'blue', 'red']}, 'uniqueItems': true,"
                        + " 'minItems': 1}",
                "{'type': 'array', 'prefixItems': [{'type': 'integer'}, {'type': 'string'}], 'items': false}",
                "{'type': 'string', 'enum': ['one', 'two', 'three'], 'maxLength': 3}",
                "{'$ref': '#/definitions/a~1b', 'maximum': 20, 'definitions': {'a/b': {'type': 'integer', 'minimum':"
                        + " 10}}}",
                "{'type': 'object', 'required': ['free'], 'additionalProperties': true}",
                "{'minimum': 3, 'minLength': 3}",
            })
    void everyTextOfTheGrammarMeetsTheSchema(String schema) throws JsonProcessingException {
        String text = schema.replace('\'', '"');
        Grammar grammar = JsonSchema.grammar(text);
        var validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(MAPPER.readTree(text), FORMATS);
        Walk walk = new Walk(grammar);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < TEXTS; i++) {
            String one = walk.text(random, random.nextInt(LENGTH));
            assertTrue(grammar.accepts(one), one);
            JsonNode value = MAPPER.readTree(one);
            assertEquals("[]", validator.validate(value).toString(), one);
        }
    }
}
