package org.cria.cli.template;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cria.cli.builtin.Checkout;
import org.cria.model.template.Template;
import org.cria.model.template.TemplateException;
import org.cria.model.template.Text;
import org.cria.model.template.Value;
import org.junit.jupiter.api.Test;

/** No template of a real model makes its own what somebody typed, whatever it does to it. */
final class TypedControlTokensTest {
    private static final String TYPED = "<|typed|>";

    @Test
    void whatWasTypedIsNeverWrittenByTheTemplate() throws Exception {
        ObjectMapper json = new ObjectMapper();
        JsonNode cases = json.readTree(Checkout.shared("templates/cases.json").toFile());
        int seen = 0;
        for (int template = 0; template < cases.size(); template++) {
            JsonNode example = cases.get(template);
            Template read = Template.parse(example.get("template").asText());
            for (int number = 0; number < GeneratedConversations.EACH; number++) {
                String conversation = GeneratedConversations.json(template, number)
                        .replace("Hello", TYPED)
                        .replace("UPPER", TYPED)
                        .replace("<|im_end|>", TYPED);
                Map<String, Value> variables = new LinkedHashMap<>(JsonValues.variables(example.get("data"), "data"));
                variables.keySet().removeIf(name -> !name.endsWith("_token"));
                variables.putAll(JsonValues.variables(json.readTree(conversation), "conversation"));
                seen += said(read, variables, example.get("name").asText() + " " + number);
            }
        }
        assertTrue(seen > 400, seen + " texts with it");
    }

    /** 1 if it is in the text. */
    private static int said(Template template, Map<String, Value> variables, String place) {
        try {
            Text text = template.render(variables, LocalDateTime.of(2024, 7, 26, 12, 0));
            for (Text.Run run : text.runs()) {
                String part = text.toString().substring(run.start(), run.end()).toLowerCase(Locale.ROOT);
                assertFalse(run.origin() == Text.TEMPLATE && part.contains("typed"), place);
            }
            return text.toString().toLowerCase(Locale.ROOT).contains(TYPED) ? 1 : 0;
        } catch (TemplateException e) {
            return 0; // one that wants another conversation
        }
    }
}
