package org.cria.model.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonValueTest {
    @Test
    void numbersAreEqualByWhatTheyAreAndObjectsWhateverTheirOrder() {
        assertEquals(
                JsonValue.parse("[1.0, {\"a\": 1, \"b\": 0}]"), JsonValue.parse("[1, {\"b\": -0e5, \"a\": 10e-1}]"));
        assertNotEquals(JsonValue.parse("[1, 2]"), JsonValue.parse("[2, 1]"));
    }

    @Test
    void whatIsReadIsWrittenAgain() {
        String text = "{\"a\\n\": [1.50, true, null, \"\\\"\\\\é\\u0001\\ud800\"]}";
        assertEquals(text, JsonValue.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1",
                "tru",
                "1.",
                "-",
                "01",
                "\"a",
                "\"\\x\"",
                "\"\t\"",
                "{a: 1}",
                "{\"a\" 1}",
                "[1]]",
                "1e9999",
                "NaN",
                "'a'",
                "[1 2]",
                "\uFEFF{}",
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThrows(CriaException.class, () -> JsonValue.parse(text));
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        assertThrows(CriaException.class, () -> JsonValue.parse("[".repeat(100_000)));
    }
}
