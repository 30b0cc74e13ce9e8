package org.cria.model.huggingface;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.json.JsonValue;
import org.cria.model.tokenizer.PieceType;

/** The pieces of a file by id, while they are gathered from the files of a folder. */
final class VocabularyList {
    private static final float ADDED_SCORE = -1000;
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-Fa-f]{2}>");

    /** Marks that some tokenizers do not call special: they are structure all the same. */
    private static final Pattern LOOKS_SPECIAL =
            Pattern.compile("<pad>|<mask>|<2mass>|\\[@BOS@]|<\\|.*\\|>|<\uff5c.*\uff5c>|<unused.*>", Pattern.DOTALL);

    private static final String SPACE = "\u2581";

    private final List<VocabularyEntry> entries = new ArrayList<>();

    /** @param score of the pieces that nothing is found for */
    VocabularyList(int size, float score) {
        for (int id = 0; id < size; id++) {
            entries.add(new VocabularyEntry("[PAD" + id + "]", score, PieceType.UNUSED));
        }
    }

    void put(int id, VocabularyEntry entry) {
        entries.set(id, entry);
    }

    int size() {
        return entries.size();
    }

    String text(int id) {
        return entries.get(id).text();
    }

    void normal(int id, String text, float score) {
        put(id, new VocabularyEntry(text, score, PieceType.NORMAL));
    }

    /**
     * The pieces of a file without scores: what is merged first gets the highest, so that SentencePiece's way of merging gives what
     * the merges give.
     */
    void scored(TokenizerFile file) {
        Map<String, Float> scores = new HashMap<>();
        for (TokenizerFile.Merge merge : file.merges()) {
            scores.putIfAbsent(merge.left() + merge.right(), (float) -scores.size());
        }
        String unknown = file.model().findText("unk_token").orElse("<unk>");
        file.pieces().forEach((text, id) -> {
            if (id < entries.size()) {
                PieceType type = text.equals(unknown)
                        ? PieceType.UNKNOWN
                        : BYTE.matcher(text).matches() ? PieceType.BYTE : PieceType.NORMAL;
                put(id, new VocabularyEntry(text, scores.getOrDefault(text, ADDED_SCORE), type));
            }
        });
        file.added().stream().filter(token -> !token.text().equals(unknown)).forEach(this::added);
    }

    void added(TokenizerFile.Added token) {
        if (token.id() < entries.size()) {
            boolean special =
                    token.special() || LOOKS_SPECIAL.matcher(token.text()).matches();
            put(
                    token.id(),
                    new VocabularyEntry(
                            special ? token.text() : token.text().replace(SPACE, " "),
                            ADDED_SCORE,
                            special ? PieceType.CONTROL : PieceType.USER_DEFINED));
        }
    }

    void addedWhereFree(TokenizerFile.Added token) {
        if (token.id() < entries.size() && entries.get(token.id()).type() == PieceType.UNUSED) {
            added(token);
        }
    }

    /** The pieces of {@code added_tokens.json}, as old folders have them. */
    void addedBeside(Path folder) {
        JsonFields.find(folder.resolve("added_tokens.json"))
                .ifPresent(file -> file.members()
                        .keySet()
                        .forEach(text -> file.whole(text)
                                .filter(id -> id >= 0 && id < entries.size())
                                .ifPresent(id ->
                                        put(id, new VocabularyEntry(text, ADDED_SCORE, PieceType.USER_DEFINED)))));
    }

    /** The pieces that {@code tokenizer_config.json} adds or says more of. */
    void decoded(JsonFields settings) {
        settings.object("added_tokens_decoder")
                .ifPresent(decoder -> decoder.members()
                        .keySet()
                        .forEach(id -> decoder.object(id).ifPresent(token -> decoded(decoder, id, token))));
    }

    /** The same, but for pieces that {@code tokenizer.json} has. */
    void decoded(JsonFields settings, TokenizerFile file) {
        settings.object("added_tokens_decoder")
                .ifPresent(decoder -> decoder.members()
                        .keySet()
                        .forEach(id -> decoder.object(id)
                                .filter(token -> !file.pieces().containsKey(token.text("content")))
                                .ifPresent(token -> decoded(decoder, id, token))));
    }

    private void decoded(JsonFields decoder, String id, JsonFields token) {
        if (!(JsonValue.parse(id) instanceof JsonValue.Numeric number)
                || number.value().signum() < 0) {
            throw decoder.wrong(id, "an id as its name");
        }
        added(new TokenizerFile.Added(token.text("content"), number.value().intValue(), token.flag("special", false)));
    }

    void writeTo(MetadataDraft draft, boolean withScores) {
        draft.strings(
                "tokenizer.ggml.tokens",
                entries.stream().map(VocabularyEntry::text).toList());
        if (withScores) {
            float[] scores = new float[entries.size()];
            for (int id = 0; id < scores.length; id++) {
                scores[id] = entries.get(id).score();
            }
            draft.f32s("tokenizer.ggml.scores", scores);
        }
        draft.i32s(
                "tokenizer.ggml.token_type",
                entries.stream().mapToInt(entry -> entry.type().number()).toArray());
    }
}
