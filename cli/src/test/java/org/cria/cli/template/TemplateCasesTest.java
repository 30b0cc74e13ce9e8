package org.cria.cli.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDateTime;
import java.util.stream.Stream;
import org.cria.cli.builtin.Checkout;
import org.cria.model.template.Template;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Templates of real models write what is expected of them: the end-to-end cases of huggingface.js. */
class TemplateCasesTest {
    @TestFactory
    Stream<DynamicTest> allCasesGiveTheExpectedText() throws Exception {
        JsonNode cases = new ObjectMapper()
                .readTree(Checkout.shared("templates/cases.json").toFile());
        assertEquals(31, cases.size());
        return cases.valueStream()
                .map(each -> DynamicTest.dynamicTest(
                        each.get("name").asText(),
                        () -> assertEquals(
                                each.get("target").asText(),
                                Template.parse(each.get("template").asText())
                                        .render(
                                                JsonValues.variables(each.get("data"), "data"),
                                                LocalDateTime.of(2024, 7, 26, 12, 0))
                                        .toString())));
    }
}
