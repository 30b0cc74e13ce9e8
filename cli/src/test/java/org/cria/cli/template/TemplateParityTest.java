package org.cria.cli.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.cli.builtin.Checkout;
import org.cria.kernels.CriaException;
import org.cria.model.template.Template;
import org.cria.model.template.Value;
import org.junit.jupiter.api.Test;

/**
 * Generated conversations become, with the templates of real models, what Python's jinja2 makes of them with Hugging Face's settings:
 * {@code conversations.txt} has its hashes, made by {@code scripts/golden-templates.py}.
 */
class TemplateParityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LocalDateTime NOW = LocalDateTime.of(2024, 7, 26, 12, 0);

    @Test
    void generatedConversationsAreWhatPythonMakesOfThem() throws Exception {
        JsonNode cases = JSON.readTree(Checkout.shared("templates/cases.json").toFile());
        List<String> different = new ArrayList<>();
        int texts = 0;
        for (String line : lines("conversations.txt")) {
            String[] parts = line.split(" ", -1);
            int template = Integer.parseInt(parts[0]);
            int number = Integer.parseInt(parts[1]);
            String found = hash(cases.get(template), GeneratedConversations.json(template, number));
            texts += found.equals("error") ? 0 : 1;
            if (!found.equals(parts[2])) {
                different.add(template + " (" + cases.get(template).get("name").asText() + ") " + number);
            }
        }
        assertEquals(List.of(), different);
        assertTrue(texts >= 500, texts + " texts, the others are errors in Python too");
    }

    /** {@code language.txt} has a template and below it what Python makes of it, both in JSON, or {@code error}. */
    @Test
    void everyPartOfTheLanguageDoesWhatPythonDoes() throws Exception {
        List<String> lines = lines("language.txt");
        List<String> different = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            String template = JSON.readTree(lines.get(i)).asText();
            String found = text(template);
            String line = lines.get(i + 1);
            String expected = line.equals("error") ? line : JSON.readTree(line).asText();
            if (!found.equals(expected)) {
                different.add("\n" + template + "\n  found    " + found + "\n  expected " + expected);
            }
        }
        assertEquals(List.of(), different);
    }

    private static String text(String template) {
        try {
            String text = Template.parse(template).render(Map.of(), NOW).toString();
            return text;
        } catch (CriaException e) {
            return "error";
        }
    }

    private static List<String> lines(String name) throws IOException {
        try (var in = TemplateParityTest.class.getResourceAsStream("/template/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static String hash(JsonNode example, String conversation) throws Exception {
        Map<String, Value> variables = new LinkedHashMap<>(JsonValues.variables(example.get("data"), "data"));
        variables.keySet().removeIf(name -> !name.endsWith("_token"));
        variables.putAll(JsonValues.variables(JSON.readTree(conversation), "conversation"));
        try {
            String text = Template.parse(example.get("template").asText())
                    .render(variables, NOW)
                    .toString();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (CriaException e) {
            return "error";
        }
    }
}
