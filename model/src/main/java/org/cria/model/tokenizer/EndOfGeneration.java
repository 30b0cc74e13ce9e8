package org.cria.model.tokenizer;

import java.util.BitSet;
import java.util.Set;

/**
 * The tokens after which a model has nothing more to say. Files name at most three of them, so the others are known by their
 * spelling, which is what llama.cpp does ({@code special_eog_ids}): a Llama 3 chat ends its turns with {@code <|eot_id|>}
 * although the file's end of text is {@code <|end_of_text|>}.
 */
final class EndOfGeneration {
    private static final Set<String> SPELLINGS = Set.of(
            "</s>",
            "<eos>",
            "[EOS]",
            "<EOT>",
            "_<EOT>",
            "[EOT]",
            "<|eot_id|>",
            "<|eom_id|>",
            "<|end_of_text|>",
            "<|endoftext|>",
            "<|im_end|>",
            "<|end|>",
            "<end_of_turn>",
            "<end_of_utterance>",
            "<｜end▁of▁sentence｜>",
            "<|fim_pad|>",
            "<fim-pad>",
            "<fim_pad>",
            "<|fim_repo|>",
            "<|repo_name|>",
            "<|file_sep|>");

    private EndOfGeneration() {}

    /** Whether a piece that is spelled like this ends the generation wherever it occurs. */
    static boolean spelledAs(String piece) {
        return SPELLINGS.contains(piece);
    }

    /** The ids that end the generation: by spelling, and by role. */
    static BitSet of(String[] pieces, Roles roles) {
        BitSet ids = new BitSet(pieces.length);
        for (int id = 0; id < pieces.length; id++) {
            if (spelledAs(pieces[id])) {
                ids.set(id);
            }
        }
        for (int id : new int[] {roles.eos(), roles.eot(), roles.eom()}) {
            if (id != Roles.NONE) {
                ids.set(id);
            }
        }
        return ids;
    }
}
