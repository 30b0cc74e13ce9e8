package org.cria.model.huggingface;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.model.json.JsonValue;

/**
 * {@code tokenizer.json}, of byte pairs.
 *
 * @param fields of the whole file
 * @param model its part that holds the pieces
 * @param pieces ids by spelling, those that were added included
 * @param merges two pieces each, the first to be merged first
 * @param added pieces that are always one token
 */
record TokenizerFile(
        JsonFields fields, JsonFields model, Map<String, Integer> pieces, List<Merge> merges, List<Added> added) {
    private static final int MOST_PIECES = 1 << 24;

    /** Two pieces that become one. */
    record Merge(String left, String right) {}

    /**
     * A piece that was added to the others.
     *
     * @param special whether it is structure and never text
     */
    record Added(String text, int id, boolean special) {}

    TokenizerFile {
        pieces = Collections.unmodifiableMap(pieces);
        merges = List.copyOf(merges);
        added = List.copyOf(added);
    }

    /** Empty where the folder has none. */
    static Optional<TokenizerFile> find(Path folder) {
        return JsonFields.find(folder.resolve("tokenizer.json")).map(TokenizerFile::of);
    }

    private static TokenizerFile of(JsonFields fields) {
        JsonFields model = fields.object("model").orElseThrow(() -> fields.missing("model", "an object"));
        boolean typed = model.findText("type").isPresent() || model.has("merges");
        if (!model.findText("type").orElse("BPE").equals("BPE") || !typed) {
            throw model.unsupported("type", "BPE");
        }
        if (!model.has("merges")) {
            throw model.missing("merges", "the pairs of pieces that become one");
        }
        Map<String, Integer> pieces = new HashMap<>();
        JsonFields vocabulary = model.object("vocab").orElseThrow(() -> model.missing("vocab", "an object"));
        vocabulary.members().keySet().forEach(piece -> pieces.put(piece, id(vocabulary, piece)));
        List<Added> added = new ArrayList<>();
        for (JsonFields entry : fields.objects("added_tokens")) {
            Added token = new Added(entry.text("content"), id(entry, "id"), entry.flag("special", false));
            added.add(token);
            pieces.put(token.text(), token.id());
        }
        return new TokenizerFile(fields, model, pieces, merges(model), added);
    }

    private static int id(JsonFields fields, String name) {
        int id = fields.whole(name).orElseThrow(() -> fields.missing(name, "a whole number"));
        if (id < 0 || id >= MOST_PIECES) {
            throw fields.wrong(name, "0 to " + (MOST_PIECES - 1));
        }
        return id;
    }

    /** Older files have the two in one string, with a space between; in newer ones they may hold spaces themselves. */
    private static List<Merge> merges(JsonFields model) {
        List<Merge> merges = new ArrayList<>();
        for (JsonValue item : model.items("merges")) {
            if (item instanceof JsonValue.Text(String pair) && pair.indexOf(' ', 1) > 0) {
                int space = pair.indexOf(' ', 1);
                merges.add(new Merge(pair.substring(0, space), pair.substring(space + 1)));
            } else if (item instanceof JsonValue.Array(List<JsonValue> two)
                    && two.size() == 2
                    && two.getFirst() instanceof JsonValue.Text(String left)
                    && two.getLast() instanceof JsonValue.Text(String right)) {
                merges.add(new Merge(left, right));
            } else {
                throw model.wrong("merges", "two pieces in each, not " + item);
            }
        }
        return merges;
    }

    /** Whether a piece was added: one that has no embedding is never meant then, and only texts of the others have tokens. */
    boolean isAdded(String text) {
        return added.stream().anyMatch(token -> token.text().equals(text));
    }

    /** Whether characters without a piece become bytes such as {@code <0x0A>}: SentencePiece's way. */
    boolean hasByteFallback() {
        return model.flag("byte_fallback", false);
    }

    /** The steps of a part such as {@code normalizer}: those of a sequence, or the one that there is. */
    List<JsonFields> steps(String part, String inner) {
        return fields.object(part).stream()
                .flatMap(step -> step.has(inner) ? step.objects(inner).stream() : Stream.of(step))
                .toList();
    }

    List<JsonFields> normalizers() {
        return steps("normalizer", "normalizers");
    }

    List<JsonFields> preTokenizers() {
        return steps("pre_tokenizer", "pretokenizers");
    }

    List<JsonFields> postProcessors() {
        return steps("post_processor", "processors");
    }

    /** Whether a space is put before a text. */
    boolean addsSpacePrefix() {
        return normalizers().stream()
                        .anyMatch(step -> step.findText("type").orElse("").equals("Prepend"))
                || preTokenizers().stream()
                        .filter(step -> step.findText("type").orElse("").equals("Metaspace"))
                        .anyMatch(step -> !step.findText("prepend_scheme")
                                .orElse(step.flag("add_prefix_space", true) ? "always" : "never")
                                .equals("never"));
    }
}
