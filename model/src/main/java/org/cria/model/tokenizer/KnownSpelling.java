package org.cria.model.tokenizer;

import java.util.Map;
import java.util.Set;

/**
 * Pieces whose type is known by their spelling, whatever the file says: files get it wrong, and llama.cpp knows them likewise
 * ({@code llama_vocab::impl::load} of its version 0.7).
 */
final class KnownSpelling {
    /** What stands before the parts of an infill task. */
    private static final Set<String> INFILL = Set.of(
            "<|fim_prefix|>",
            "<fim-prefix>",
            "<fim_prefix>",
            "<｜fim▁begin｜>",
            "<PRE>",
            "▁<PRE>",
            "<|code_prefix|>",
            "<|prefix|>",
            "<|plamo:fim_prefix|>",
            "<|fim_suffix|>",
            "<fim-suffix>",
            "<fim_suffix>",
            "<｜fim▁hole｜>",
            "<SUF>",
            "▁<SUF>",
            "<|code_suffix|>",
            "<|suffix|>",
            "<|plamo:fim_suffix|>",
            "<|fim_middle|>",
            "<fim-middle>",
            "<fim_middle>",
            "<｜fim▁end｜>",
            "<MID>",
            "▁<MID>",
            "<|code_middle|>",
            "<|middle|>",
            "<|plamo:fim_middle|>");

    /** Marks inside of a reply, which the reader of the reply needs: they are printed. */
    private static final Set<String> PRINTED = Set.of("<|channel|>", "<|message|>", "<|start|>", "<|constrain|>");

    private KnownSpelling() {}

    /**
     * The type of a piece.
     *
     * @param stated by the file
     * @param exceptions from {@link EndOfGeneration#exceptions}
     */
    static PieceType type(String piece, PieceType stated, Map<String, PieceType> exceptions) {
        if (exceptions.containsKey(piece)) {
            return exceptions.getOrDefault(piece, stated);
        }
        if (PRINTED.contains(piece)) {
            return PieceType.USER_DEFINED;
        }
        return EndOfGeneration.spelledAs(piece) || INFILL.contains(piece) ? PieceType.CONTROL : stated;
    }
}
