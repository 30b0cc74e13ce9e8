package org.cria.model.huggingface;

import java.util.List;
import java.util.Map;

/**
 * The name that llama.cpp has for the way in which a {@code tokenizer.json} cuts texts into words. Its converter tells ways apart by
 * the tokens of a certain text, which depend on the vocabulary too; here the expressions themselves are compared.
 */
final class WordPatterns {
    private static final String MODERN = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|%s"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String SPELLED_OUT =
            MODERN.replace("(?i:'s|'t|'re|'ve|'m|'ll|'d)", "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])");
    private static final String CAPITALS = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String SMALL = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String CASED =
            "[^\\r\\n\\p{L}\\p{N}]?" + CAPITALS + "*" + SMALL + "+%1$s|[^\\r\\n\\p{L}\\p{N}]?" + CAPITALS + "+" + SMALL
                    + "*%1$s|%2$s| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String CLASSIC =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    private static final String THREE_DIGITS = "\\p{N}{1,3}";
    private static final String ONE_DIGIT = "\\p{N}";

    private static final Map<String, String> NAMES = Map.of(
            MODERN.formatted(THREE_DIGITS),
            "dbrx",
            SPELLED_OUT.formatted(THREE_DIGITS),
            "dbrx",
            MODERN.formatted(ONE_DIGIT),
            "qwen2",
            SPELLED_OUT.formatted(ONE_DIGIT),
            "qwen2",
            CASED.formatted("", ONE_DIGIT),
            "tekken",
            CASED.formatted("(?i:'s|'t|'re|'ve|'m|'ll|'d)?", THREE_DIGITS),
            "gpt-4o",
            CLASSIC,
            "gpt-2");

    private WordPatterns() {}

    /**
     * The name for {@code tokenizer.ggml.pre}.
     *
     * @throws org.cria.model.safetensors.CheckpointException if the file's way has none here
     */
    static String name(TokenizerFile tokenizer) {
        List<JsonFields> steps = tokenizer.preTokenizers();
        boolean digits = steps.stream().anyMatch(step -> isDigits(step, tokenizer));
        String name = "";
        for (JsonFields step : steps) {
            switch (step.findText("type").orElse("")) {
                case "ByteLevel" -> name = name.isEmpty() && step.flag("use_regex", true) ? "gpt-2" : name;
                case "Digits" -> {} // taken note of
                case "Split" -> name = name.isEmpty() ? NAMES.getOrDefault(pattern(step), "?") : "?";
                default -> name = "?";
            }
        }
        return switch (name) {
            case "dbrx" ->
                digits ? refuse(tokenizer) : tokenizer.model().flag("ignore_merges", false) ? "llama-bpe" : name;
            case "gpt-2" -> digits ? "smollm" : name;
            case "qwen2", "tekken", "gpt-4o" -> digits ? refuse(tokenizer) : name;
            default -> refuse(tokenizer);
        };
    }

    private static boolean isDigits(JsonFields step, TokenizerFile tokenizer) {
        if (!step.findText("type").orElse("").equals("Digits")) {
            return false;
        }
        if (!step.flag("individual_digits", false)) {
            refuse(tokenizer);
        }
        return true;
    }

    private static String pattern(JsonFields split) {
        return split.object("pattern")
                .flatMap(pattern -> pattern.findText("Regex"))
                .orElse("");
    }

    private static String refuse(TokenizerFile tokenizer) {
        throw tokenizer
                .fields()
                .unsupported(
                        "pre_tokenizer",
                        "that of Llama 3, Qwen 2, GPT-2, SmolLM, Tekken, GPT-4o or a model that cuts words as one of these");
    }
}
