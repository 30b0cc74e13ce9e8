package org.cria.model.schema;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cria.kernels.CriaException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be met, or is not supported, is told with its place; nothing is ignored. */
final class RefusedSchemasTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "false => #: no value meets 'false'",
                "3 => #: this is 3, expected a schema",
                "{'enum': []} => #/enum: no value is listed",
                "{'enum': 3} => #/enum: this is 3, expected an array of values",
                "{'enum': [1, 2], 'type': 'string'} => #/enum: none of these values",
                "{'const': 3, 'enum': [4]} => #/const: this is not among those of 'enum'",
                "{'const': 'abc', 'maxLength': 2} => #/const: none of these values",
                "{'type': 'whole'} => #/type: there is no type 'whole'",
                "{'type': 3} => #/type: this is 3, expected the name of a type",
                "{'type': []} => #/type: no type is allowed",
                "{'type': 'integer', 'minimum': 5, 'maximum': 4} => #/minimum: no number is between",
                "{'type': 'number', 'minimum': 5, 'exclusiveMaximum': 5} => #/minimum: no number is between",
                "{'type': 'integer', 'exclusiveMinimum': 5, 'exclusiveMaximum': 6} => #/exclusiveMinimum: no number",
                "{'type': 'integer', 'minimum': 8, 'maximum': 9, 'multipleOf': 7} => #/multipleOf: no multiple is"
                        + " within",
                "{'type': 'number', 'multipleOf': 0} => #/multipleOf: this is 0, expected a number above 0",
                "{'type': 'number', 'multipleOf': 3.00001} => #/multipleOf: multiples of 3.00001 are not supported",
                "{'type': 'number', 'minimum': 'a'} => #/minimum: this is `a`, expected a number",
                "{'type': 'number', 'exclusiveMinimum': true} => #/exclusiveMinimum: this is true, expected a number",
                "{'type': 'string', 'minLength': 5, 'maxLength': 4} => #/minLength: at least 5 characters",
                "{'type': 'string', 'minLength': -1} => #/minLength: this is -1, expected a whole number",
                "{'type': 'string', 'maxLength': 1.5} => #/maxLength: this is 1.5, expected a whole number",
                "{'type': 'string', 'minLength': 1000000} => #: this needs more than",
                "{'type': 'string', 'pattern': '(?=a)b'} => #/pattern: the pattern '(?=a)b', character 1: a group that"
                        + " looks",
                "{'type': 'string', 'pattern': '(a)\\\\1'} => #/pattern: the pattern '(a)\\1', character 4",
                "{'type': 'string', 'pattern': '[a'} => #/pattern: the pattern '[a', character 1",
                "{'type': 'string', 'pattern': '^a{3}$', 'maxLength': 2} => #/pattern: no string meets this",
                "{'type': 'string', 'format': 'idn-email'} => #/format: the format 'idn-email' is not supported",
                "{'type': 'string', 'format': 'date', 'maxLength': 9} => #/format: no string meets this",
                "{'type': 'string', 'contentEncoding': 'base64'} => #/contentEncoding: 'contentEncoding' is not"
                        + " supported",
                "{'type': 'array', 'minItems': 3, 'maxItems': 2} => #/minItems: at least 3 items",
                "{'type': 'array', 'items': false, 'minItems': 1} => #/minItems: at least 1 items",
                "{'type': 'array', 'items': {'enum': [1, 2]}, 'uniqueItems': true, 'minItems': 3} => #/minItems: at"
                        + " least 3",
                "{'type': 'array', 'items': {'type': 'string'}, 'uniqueItems': true} => #/uniqueItems: this is"
                        + " supported",
                "{'type': 'array', 'contains': {}} => #/contains: 'contains' is not supported",
                "{'type': 'array', 'items': [{}]} => #/items: this is [{}], expected a schema",
                "{'type': 'array', 'minItems': 200000} => #: there are more than 100000 items",
                "{'type': 'array', 'unevaluatedItems': false} => #/unevaluatedItems: 'unevaluatedItems' is not"
                        + " supported",
                "{'type': 'object', 'required': 'a'} => #/required: this is `a`, expected an array of strings",
                "{'properties': {'a': false}, 'required': ['a']} => #/required: the property `a` is required, and not",
                "{'properties': {'a': {'minimum': 2, 'maximum': 1}}} => #/properties/a/minimum: no number",
                "{'properties': {'x/y': {'if': {}}}} => #/properties/x~1y/if: 'if' is not supported",
                "{'type': 'object', 'minProperties': 2, 'properties': {'a': {}}} => #/minProperties: 2 members at"
                        + " least",
                "{'type': 'object', 'minProperties': 2} => #/minProperties: with members of any name",
                "{'required': ['a', 'b'], 'maxProperties': 1} => #/maxProperties: 2 members at least",
                "{'type': 'object', 'propertyNames': {'maxLength': 3}} => #/propertyNames: 'propertyNames' is not"
                        + " supported",
                "{'type': 'object', 'unevaluatedProperties': false} => #/unevaluatedProperties:"
                        + " 'unevaluatedProperties' is",
                "{'type': 'object', 'dependentRequired': {}} => #/dependentRequired: 'dependentRequired' is not"
                        + " supported",
                "{'not': {'type': 'string'}} => #/not: 'not' is not supported",
                "{'if': {}, 'then': {}} => #/if: 'if' is not supported",
                "{'anyOf': []} => #/anyOf: no alternative is listed",
                "{'anyOf': [false, {'type': 'integer', 'minimum': 3, 'maximum': 2}]} => #/anyOf/1/minimum: no number",
                "{'oneOf': [{'type': 'integer'}, {'type': 'number'}]} => #/oneOf: a value of alternative 0 may meet",
                "{'oneOf': [{'type': 'string'}, {'type': 'string', 'minLength': 3}]} => #/oneOf: a value of"
                        + " alternative 0",
                "{'oneOf': [{'type': 'object', 'properties': {'a': {}}}, {'type': 'object'}]} => #/oneOf: a value of",
                "{'allOf': [{'type': 'string'}, {'type': 'null'}]} => #/allOf/0/type: no type is allowed",
                "{'allOf': [{'maximum': 3, 'type': 'integer'}, {'minimum': 4}]} => #/allOf/1/minimum: no number is"
                        + " between",
                "{'$ref': 'https://example.org/schema'} => #/$ref: 'https://example.org/schema' points out of the"
                        + " schema",
                "{'$ref': '#/$defs/missing'} => #/$ref: there is nothing at '#/$defs/missing'",
                "{'$ref': '#'} => #: this refers to itself for the same value",
                "{'$ref': '#/$defs/a', '$defs': {'a': {'anyOf': [{'$ref': '#/$defs/a'}]}}} => #/$defs/a: this refers"
                        + " to itself",
                "{'$ref': '#anchor'} => #/$ref: '#anchor' points out of the schema",
                "{'type': 'object', 'properties': {'a': {'$ref': '#'}}, 'required': ['a']} => #: this has no end",
                "{'minimun': 3} => #/minimun: 'minimun' is not supported",
                "{'type': 'string', 'items': {'$id': 'http://a'}, 'properties': {'b': {'$dynamicRef': '#x'}}, 'not':"
                        + " 1} => #/not",
            })
    void itIsToldWithItsPlace(String schema, String message) {
        String text = schema.replace('\'', '"');
        String told = String.valueOf(assertThrows(CriaException.class, () -> JsonSchema.grammar(text))
                .getMessage());
        assertTrue(told.startsWith("the schema, " + message.replace('`', '"')), told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "{'a': 1 => line 1, column 8: the JSON ends, expected ',' or '}'.",
                "{'a': 1, 'a': 2} => line 1, column 10: there are two members \"a\", expected one.",
                "{'a': 01} => line 1, column 8: found '1', expected ',' or '}'.",
                "[1, 2,] => line 1, column 7: found ']', expected a value.",
                "{} {} => line 1, column 4: found '{', expected the end of the JSON.",
            })
    void whatIsNoJsonIsToldWithLineAndColumn(String schema, String message) {
        String text = schema.replace('\'', '"');
        String told = String.valueOf(assertThrows(CriaException.class, () -> JsonSchema.grammar(text))
                .getMessage());
        assertTrue(told.startsWith("the JSON, " + message), told);
    }
}
