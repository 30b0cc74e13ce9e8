package org.cria.model.chat;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows templates by what their Jinja text contains. The rules are strict where templates look alike: a format that is nearly
 * right makes a model worse without anybody noticing.
 */
final class Recognition {
    /** A line break in a Jinja string: written as one, or escaped. */
    private static final String NEWLINE = "(?:\n|\\\\n)";

    /** {@code + message['content'] +}, however it is written and trimmed. */
    private static final String CONTENT = "\\s*\\+\\s*[\\w.\\[\\]'\"]*content[\\w.\\[\\]'\"()| ]*\\s*\\+\\s*";

    private static final String QUOTE = "['\"]";
    private static final String USER_LINE = QUOTE + CONTENT + QUOTE + NEWLINE + QUOTE;
    private static final String END = "(?:" + QUOTE + "</s>|eos_token\\s*\\+\\s*" + QUOTE + ")";

    private static final Pattern ZEPHYR_USER =
            Pattern.compile("<\\|user\\|>" + NEWLINE + QUOTE + CONTENT + "eos_token");
    private static final Pattern VICUNA_USER = Pattern.compile("USER: " + USER_LINE);
    private static final Pattern VICUNA_REPLY =
            Pattern.compile("ASSISTANT: " + QUOTE + CONTENT + END + NEWLINE + QUOTE);
    private static final Pattern ALPACA_USER =
            Pattern.compile("### Instruction:" + NEWLINE + QUOTE + CONTENT + QUOTE + NEWLINE + NEWLINE + QUOTE);
    private static final Pattern CHATML_DEFAULT =
            Pattern.compile("<\\|im_start\\|>system" + NEWLINE + "([^<'\"{}]+)<\\|im_end\\|>");

    private Recognition() {}

    static Optional<ChatTemplate> of(String jinja) {
        Predicate<String> has = jinja::contains;
        if (has.test("<|im_start|>") || has.test("<|im_end|>")) {
            return chatMl(jinja);
        }
        if (has.test("<|start_header_id|>")) {
            boolean whole = all(jinja, "<|end_header_id|>", "<|eot_id|>");
            return whole ? named(has.test("Cutting Knowledge Date") ? "llama3.1" : "llama3") : Optional.empty();
        }
        if (has.test("[INST]")) {
            return inst(jinja);
        }
        if (has.test("<|user|>")) {
            boolean others = any(jinja, "<|end|>", "<|endoftext|>", "[gMASK]");
            boolean whole = all(jinja, "<|system|>", "<|assistant|>")
                    && ZEPHYR_USER.matcher(jinja).find();
            return whole && !others ? named("zephyr") : Optional.empty();
        }
        if (VICUNA_USER.matcher(jinja).find() && VICUNA_REPLY.matcher(jinja).find()) {
            return named(has.test("SYSTEM: ") ? "vicuna-orca" : "vicuna");
        }
        boolean alpaca = ALPACA_USER.matcher(jinja).find() && has.test("### Response:") && !has.test("<|EOT|>");
        return alpaca ? named("alpaca") : Optional.empty();
    }

    private static Optional<ChatTemplate> chatMl(String jinja) {
        // Phi 4, SmolVLM and Kimi use some of the same marks for formats of their own.
        if (any(jinja, "<|im_sep|>", "<end_of_utterance>", "<|im_middle|>")
                || !all(jinja, "<|im_start|>", "<|im_end|>")) {
            return Optional.empty();
        }
        ChatTemplate template = ChatTemplates.named("chatml");
        Matcher text = CHATML_DEFAULT.matcher(jinja);
        return Optional.of(text.find() ? template.withDefaultSystem(unescaped(text.group(1))) : template);
    }

    /** The formats of Llama 2 and of Mistral, which tell their versions apart by spaces. */
    private static Optional<ChatTemplate> inst(String jinja) {
        if (jinja.contains("[SYSTEM_PROMPT]")) {
            return named(any(jinja, "[SYSTEM_PROMPT] ", "[INST] ") ? "mistral-v7" : "mistral-v7-tekken");
        }
        if (jinja.contains("<<SYS>>")) {
            boolean bos = any(jinja, "bos_token + '[INST]", "bos_token + \"[INST]");
            boolean strip = any(jinja, ".strip()", "| trim", "|trim");
            return named(strip ? bos ? "llama2" : "llama2-sys-strip" : bos ? "llama2-sys-bos" : "llama2-sys");
        }
        if (any(jinja, "' [INST] ' + system_message", "[AVAILABLE_TOOLS]")) {
            boolean tekken = any(jinja, "\"[INST]\"", "'[INST]'");
            return named(
                    any(jinja, "' [INST]", "\" [INST]") ? "mistral-v1" : tekken ? "mistral-v3-tekken" : "mistral-v3");
        }
        boolean plain = any(jinja, "'[INST] '", "\"[INST] \"") && any(jinja, "' [/INST]'", "\" [/INST]\"");
        return plain ? named("mistral-v0") : Optional.empty();
    }

    private static Optional<ChatTemplate> named(String name) {
        return Optional.of(ChatTemplates.named(name));
    }

    private static boolean all(String jinja, String... marks) {
        return Arrays.stream(marks).allMatch(jinja::contains);
    }

    private static boolean any(String jinja, String... marks) {
        return Arrays.stream(marks).anyMatch(jinja::contains);
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n");
    }
}
