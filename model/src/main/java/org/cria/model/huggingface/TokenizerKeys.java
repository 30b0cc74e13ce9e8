package org.cria.model.huggingface;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.gguf.MetadataDraft;
import org.cria.model.safetensors.CheckpointException;

/** Writes a folder's tokenizer as a model file has it. */
final class TokenizerKeys {
    private static final String KEY = "tokenizer.ggml.";

    /** What stands for a space in the pieces of byte-level merges. */
    private static final char SPACE = '\u0120';

    private static final Map<String, String> NORMALIZERS =
            Map.of("NFC", "nfc", "Lowercase", "lowercase", "StripAccents", "strip_accents");

    private final Path folder;
    private final MetadataDraft draft;
    private final int vocabulary;
    private final JsonFields settings;
    private final Optional<TokenizerFile> tokenizer;

    /** @param vocabulary how many pieces the file is to have: as many as there are embeddings */
    TokenizerKeys(Path folder, MetadataDraft draft, int vocabulary) {
        this.folder = folder;
        this.draft = draft;
        this.vocabulary = vocabulary;
        this.settings = SpecialTokens.settings(folder);
        this.tokenizer = TokenizerFile.find(folder);
    }

    /** @throws CheckpointException if there is no tokenizer, or one of a kind that this build lacks */
    void write(JsonFields config) {
        boolean byteLevel = tokenizer.isPresent() && !tokenizer.get().hasByteFallback();
        VocabularyList pieces = byteLevel ? bytePairs(tokenizer.get()) : sentencePieces();
        new SpecialTokens(settings, config, GeneralKeys.generation(folder), tokenizer, pieces).write(draft);
        ChatTemplateFiles.find(folder, settings).write(draft);
        tokenizer.ifPresent(this::normalizers);
    }

    private void normalizers(TokenizerFile file) {
        for (JsonFields step : file.normalizers()) {
            Optional.ofNullable(NORMALIZERS.get(step.findText("type").orElse("")))
                    .ifPresent(name -> draft.flag(KEY + "normalizer." + name, true));
        }
    }

    private VocabularyList bytePairs(TokenizerFile file) {
        VocabularyList pieces = new VocabularyList(vocabulary, 0);
        file.pieces().forEach((text, id) -> {
            if (id >= vocabulary && !file.isAdded(text)) {
                throw new CheckpointException(
                        "tokenizer.json",
                        "a piece has the id " + id,
                        "less than " + vocabulary + ", config.json's vocab_size",
                        "The files do not belong together; download them all again.");
            }
            if (id < vocabulary) {
                pieces.normal(id, text, 0);
            }
        });
        file.added().forEach(pieces::added);
        pieces.decoded(settings, file);
        draft.string(KEY + "model", "gpt2").string(KEY + "pre", WordPatterns.name(file));
        pieces.writeTo(draft, false);
        List<String> merges = file.merges().stream()
                .map(merge ->
                        merge.left().replace(' ', SPACE) + " " + merge.right().replace(' ', SPACE))
                .toList();
        draft.strings(KEY + "merges", merges);
        return pieces;
    }

    private VocabularyList sentencePieces() {
        VocabularyList pieces = new VocabularyList(vocabulary, -10_000);
        Optional<SentencePieceFile> file = SentencePieceFile.find(folder);
        boolean prefix;
        if (file.isPresent()) {
            List<VocabularyEntry> entries = file.get().pieces();
            for (int id = 0; id < Math.min(vocabulary, entries.size()); id++) {
                pieces.put(id, entries.get(id));
            }
            pieces.addedBeside(folder);
            prefix = file.get().spacePrefix();
        } else {
            TokenizerFile json = tokenizer.orElseThrow(this::none);
            pieces.scored(json);
            prefix = json.addsSpacePrefix();
        }
        pieces.decoded(settings);
        tokenizer.ifPresent(json -> json.added().forEach(pieces::addedWhereFree));
        draft.string(KEY + "model", "llama").string(KEY + "pre", "default");
        pieces.writeTo(draft, true);
        if (settings.has("add_prefix_space") || !prefix) {
            draft.flag(KEY + "add_space_prefix", settings.flag("add_prefix_space", prefix));
        }
        return pieces;
    }

    private CheckpointException none() {
        return new CheckpointException(
                String.valueOf(folder.getFileName()),
                "the folder has no tokenizer",
                "tokenizer.json or tokenizer.model",
                "Download the tokenizer's files too.");
    }
}
