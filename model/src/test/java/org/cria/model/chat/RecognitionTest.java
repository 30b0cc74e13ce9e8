package org.cria.model.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mark is written here as the files that are around have it. */
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
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            llama2-sys        | {{ '[INST] <<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' + content + ' [/INST]' }}
            llama2-sys-bos    | {{ bos_token + '[INST] <<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' + content + ' [/INST]' }}
            llama2-sys-strip  | {{ '<<SYS>>' + system }}{{ '[INST] ' + content.strip() + ' [/INST]' }}
            mistral-v0        | {{ bos_token }}{{ '[INST] ' + message['content'] + ' [/INST]' }}{{ message['content'] + eos_token }}
            mistral-v1        | {{ ' [INST] ' + system_message + '\\n\\n' + message['content'] + ' [/INST]' }}
            mistral-v3        | {{ "[AVAILABLE_TOOLS] [" }}{{ "[INST] " + message["content"] + "[/INST]" }}
            mistral-v3-tekken | {{ "[AVAILABLE_TOOLS][" }}{{ "[INST]" + message["content"] + "[/INST]" }}
            mistral-v7        | {{ "[SYSTEM_PROMPT] " + content + "[/SYSTEM_PROMPT]" }}{{ "[INST] " + content + "[/INST]" }}
            mistral-v7-tekken | {{ '[SYSTEM_PROMPT]' + content + '[/SYSTEM_PROMPT]' }}{{ '[INST]' + content + '[/INST]' }}
            vicuna-orca       | {{ 'SYSTEM: ' + x }}{{ 'USER: ' + message.content + '\\n' }}{{ 'ASSISTANT: ' + message.content + '</s>\\n' }}
            """)
    void theVariantsAreToldApart(String name, String jinja) {
        assertEquals(name, ChatTemplates.recognise(jinja).name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ '<start_of_turn>' + role + '\\n' + message['content'] + '<end_of_turn>\\n' }}",
                "{{ '<|im_start|>' + role + '<|im_sep|>' + message['content'] + '<|im_end|>' }}",
                "{{ '<|im_user|>user<|im_middle|>' + message['content'] + '<|im_end|>' }}",
                "{{ '<|im_start|>' + role + ': ' + message['content'] + '<end_of_utterance>\\n' }}",
                "{{ '<|user|>\\n' + message['content'] + '<|end|>\\n<|assistant|>\\n' }}",
                "{{ '<|system|>\\n<|assistant|>\\n<|user|>\\n' + message['content'] + '\\n' }}",
                "{{ '<|start_header_id|>' + role + '<|end_header_id|>' + message['content'] + '<|end|>' }}",
                "{{ '<|header_start|>' + role + '<|header_end|>\\n\\n' + message['content'] + '<|eot|>' }}",
                "{{ 'USER: ' + message['content'] + ' ' }}{{ 'ASSISTANT: ' + message['content'] + eos_token }}",
                "{{ '### Instruction:\\n' + message['content'] + '\\n' }}{{ '### Response:\\n' + message['content'] + '<|EOT|>' }}",
                "{{ '[INST]' + message['content'] + '[/INST]' }}",
                "{{ message['content'] }}",
                ""
            })
    void whatOnlyLooksAlikeIsRefused(String jinja) {
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
