package org.cria.cli.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.junit.jupiter.api.Test;

/** Which chat templates of real models are taken for which of ours, and that the others are refused. */
final class RealTemplatesTest {
    @Test
    void ofTheTemplatesOfRealModelsThoseAreKnownThatWriteWhatOursDo() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(Checkout.shared("templates/cases.json").toFile());
        Map<String, String> known = new TreeMap<>();
        for (JsonNode each : cases) {
            try {
                ChatTemplate template =
                        ChatTemplates.recognise(each.get("template").asText());
                known.put(
                        each.get("name").asText(),
                        template.name()
                                + template.defaultSystem()
                                        .map(text -> ": " + text)
                                        .orElse(""));
            } catch (CriaException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("none that Cria knows"), e.getMessage());
            }
        }
        Map<String, String> expected = new TreeMap<>(Map.of(
                "_base", "chatml",
                "llama", "llama2",
                "HuggingFaceH4/zephyr-7b-beta (add_generation_prompt=false)", "zephyr",
                "HuggingFaceH4/zephyr-7b-beta (add_generation_prompt=true)", "zephyr",
                "cognitivecomputations/dolphin-2.5-mixtral-8x7b", "chatml",
                "internlm/internlm2-chat-7b", "chatml",
                "meta-llama/Llama-3.1-8B-Instruct", "llama3.1: ",
                "Qwen/Qwen2.5-7B-Instruct",
                        "chatml: You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
                "Qwen/Qwen2.5-VL-7B-Instruct", "chatml: You are a helpful assistant."));
        assertEquals(expected, known);
    }
}
