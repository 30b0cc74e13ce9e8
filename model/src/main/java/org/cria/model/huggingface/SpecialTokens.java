package org.cria.model.huggingface;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.json.JsonValue;
import org.cria.model.tokenizer.Vocabulary;

/** Which tokens play a part in every text, and what is put before and behind one. */
final class SpecialTokens {
    private static final Map<String, String> KEYS = keys();
    private static final List<String> OTHER_ENDS = List.of("eot", "eom");

    private final JsonFields settings;
    private final JsonFields config;
    private final JsonFields generation;
    private final Optional<TokenizerFile> tokenizer;
    private final VocabularyList pieces;

    /**
     * @param settings {@code tokenizer_config.json}
     * @param config {@code config.json}
     * @param generation {@code generation_config.json}
     * @param pieces of the file
     */
    SpecialTokens(
            JsonFields settings,
            JsonFields config,
            JsonFields generation,
            Optional<TokenizerFile> tokenizer,
            VocabularyList pieces) {
        this.settings = settings;
        this.config = config;
        this.generation = generation;
        this.tokenizer = tokenizer;
        this.pieces = pieces;
    }

    /** {@code tokenizer_config.json}; nothing where there is none. */
    static JsonFields settings(Path folder) {
        String name = "tokenizer_config.json";
        return JsonFields.find(folder.resolve(name)).orElseGet(() -> new JsonFields(name, "", Map.of()));
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("bos", "bos");
        keys.put("eos", "eos");
        keys.put("unk", "unknown");
        keys.put("sep", "seperator"); // so spelled in every file
        keys.put("pad", "padding");
        keys.put("cls", "cls");
        keys.put("mask", "mask");
        return keys;
    }

    void write(MetadataDraft draft) {
        KEYS.forEach((role, key) -> id(role).ifPresent(id -> draft.u32("tokenizer.ggml." + key + "_token_id", id)));
        ends(draft);
        Map<String, Boolean> adds = new LinkedHashMap<>();
        tokenizer.ifPresent(file -> file.postProcessors().forEach(step -> adds(step, adds)));
        for (String role : List.of("bos", "eos", "sep")) {
            if (settings.has("add_" + role + "_token")) {
                adds.putIfAbsent(role, settings.flag("add_" + role + "_token", false));
            }
        }
        adds.forEach((role, add) -> draft.flag("tokenizer.ggml.add_" + role + "_token", add));
    }

    /**
     * Generation may end with several tokens. A file names one; others are known by their spelling, and what is left are the ends of
     * a turn and of a message to it.
     */
    private void ends(MetadataDraft draft) {
        List<Integer> others = Stream.of(generation, config)
                .flatMap(fields -> ids(fields, "eos_token_id"))
                .filter(end -> !id("eos").equals(Optional.of(end)) && !Vocabulary.isKnownEnd(pieces.text(end)))
                .distinct()
                .toList();
        for (int i = 0; i < Math.min(others.size(), OTHER_ENDS.size()); i++) {
            draft.u32("tokenizer.ggml." + OTHER_ENDS.get(i) + "_token_id", others.get(i));
        }
    }

    /** The tokens that a member names, which is one or a list. */
    private Stream<Integer> ids(JsonFields fields, String name) {
        JsonValue found = fields.find(name);
        List<JsonValue> items = found instanceof JsonValue.Array(List<JsonValue> several)
                ? several
                : found == null ? List.of() : List.of(found);
        return items.stream()
                .filter(item -> item instanceof JsonValue.Numeric number && number.isWhole())
                .map(item -> ((JsonValue.Numeric) item).value())
                .filter(value -> value.signum() >= 0 && value.compareTo(BigDecimal.valueOf(pieces.size())) < 0)
                .map(BigDecimal::intValueExact);
    }

    /** Reads what a text is put between out of the step that does it. */
    private void adds(JsonFields step, Map<String, Boolean> adds) {
        switch (step.findText("type").orElse("")) {
            case "ByteLevel" -> {
                adds.putIfAbsent("bos", false);
                adds.putIfAbsent("eos", false);
            }
            case "TemplateProcessing" -> {
                List<JsonFields> single = step.objects("single");
                if (single.size() > 1) {
                    mark(single.getFirst()).ifPresent(first -> adds.put("bos", isRole("bos", first)));
                    mark(single.getLast()).ifPresent(last -> adds.put("eos", isRole("eos", last)));
                }
                between(step.objects("pair"))
                        .ifPresent(mark -> adds.put("sep", isRole("sep", mark) || isRole("eos", mark)));
            }
            default -> {} // nothing is added
        }
    }

    /** The mark between the first of two texts and the second. */
    private static Optional<String> between(List<JsonFields> pair) {
        for (int i = 1; i + 1 < pair.size(); i++) {
            if (mark(pair.get(i)).isPresent() && mark(pair.get(i - 1)).isEmpty()) {
                return mark(pair.get(i));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> mark(JsonFields item) {
        return item.object("SpecialToken").flatMap(token -> token.findText("id"));
    }

    private boolean isRole(String role, String text) {
        return spelling(role)
                .map(text::equals)
                .orElseGet(() ->
                        id(role).equals(tokenizer.map(file -> file.pieces().get(text))));
    }

    private Optional<String> spelling(String role) {
        String name = role + "_token";
        return settings.find(name) instanceof JsonValue.Members
                ? settings.object(name).flatMap(token -> token.findText("content"))
                : settings.findText(name);
    }

    private Optional<Integer> id(String role) {
        return spelling(role)
                .flatMap(text -> tokenizer.map(file -> file.pieces().get(text)))
                .or(() -> ids(config, role + "_token_id").findFirst())
                .filter(id -> id < pieces.size());
    }
}
