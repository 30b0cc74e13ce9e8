package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.SharedFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole texts are known, and nothing that only looks like one. */
final class RecognitionTest {
    @ParameterizedTest
    @ValueSource(strings = {"llama2", "llama3", "llama3.1", "chatml", "zephyr", "vicuna", "alpaca"})
    void theJinjaOfTheGoldenFilesIsRecognised(String name) throws IOException {
        String jinja = Golden.jinja(name);
        assertEquals(name, ChatTemplates.recognise(jinja).name());
        // Files hold the line breaks of Jinja strings escaped or as they are.
        String broken = jinja.replace("\\n", "\n");
        assertEquals(name, ChatTemplates.recognise(broken).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama2", "llama3", "llama3.1", "chatml", "zephyr", "vicuna", "alpaca"})
    void aTextThatDiffersByACharacterIsRefused(String name) throws IOException {
        String jinja = Golden.jinja(name).stripTrailing();
        assertEquals(name, ChatTemplates.recognise(jinja).name());
        assertEquals(name, ChatTemplates.recognise(jinja + "\n").name());
        assertEquals(name, ChatTemplates.recognise(jinja.replace("\n", "\r\n")).name());
        for (String other : List.of(jinja + " ", " " + jinja, jinja + "\n\n", jinja.replaceFirst("'", "' "))) {
            assertThrows(CriaException.class, () -> ChatTemplates.recognise(other), other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama2-default", "llama3-default", "mistral02space", "openchat36", "yi15"})
    void textsThatLookLikeKnownOnesAndWriteSomethingElseAreRefused(String name) throws IOException {
        String jinja = Files.readString(SharedFolder.file("trials/templates/" + name + ".jinja"));
        assertThrows(CriaException.class, () -> ChatTemplates.recognise(jinja));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ '<|im_start|>' + role + '\\n' + message['content'] + '<|im_end|>\\n' }}",
                "{{ '<|start_header_id|>' + role + '<|end_header_id|>\\n\\n' + message['content'] + '<|eot_id|>' }}",
                "{{ '[INST] ' + message['content'] + ' [/INST]' }}",
                "{{ message['content'] }}",
                ""
            })
    void marksAloneAreNotEnough(String jinja) {
        assertThrows(CriaException.class, () -> ChatTemplates.recognise(jinja));
    }

    @Test
    void anUnknownTemplateIsNamedByItsBeginningAndOursAreListed() {
        String jinja =
                "{% for m in messages %}\n  {{ '<start_of_turn>' + m['role'] + '\\n' + m['content'] + '<end_of_turn>' }}";
        String message = String.valueOf(assertThrows(CriaException.class, () -> ChatTemplates.recognise(jinja))
                .getMessage());
        assertTrue(message.contains("'{% for m in messages %} {{ '<start_of_turn>'"), message);
        assertTrue(message.contains("chatml, "), message);
        assertTrue(message.contains("Choose the one that is nearest"), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void theSystemTextThatAChatMlTemplateHasIsKept() throws IOException {
        assertEquals(
                Optional.of("You are a young llama, still small."),
                ChatTemplates.recognise(Golden.jinja("chatml-default")).defaultSystem());
        assertEquals(
                Optional.empty(),
                ChatTemplates.recognise(Golden.jinja("chatml")).defaultSystem());
    }
}
