package org.cria.model.tokenizer;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tokens after which a model has nothing more to say. Files name at most a few of them, so the others are known by their
 * spelling, which is what llama.cpp does ({@code special_eog_ids} of its version 0.7): a Llama 3 chat ends its turns with
 * {@code <|eot_id|>} although the file's end of text is {@code <|end_of_text|>}.
 */
final class EndOfGeneration {
    private static final String END = "<|end|>";
    private static final String END_OF_TEXT = "</s>";

    private static final Set<String> SPELLINGS = Set.of(
            END_OF_TEXT,
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
            "<|ifm|im_end|>",
            END,
            "<|return|>",
            "<|call|>",
            "<|calls|>",
            "<|flush|>",
            "<end_of_turn>",
            "<turn|>",
            "<|tool_response>",
            "<end_of_utterance>",
            "<｜end▁of▁sentence｜>",
            "[e~[",
            // What stands around the parts of an infill task: padding, repository, file.
            "<|fim_pad|>",
            "<fim-pad>",
            "<fim_pad>",
            "<PAD>",
            "[PAD]",
            "<|fim_repo|>",
            "<|repo_name|>",
            "<fim-repo>",
            "<REPO>",
            "<reponame>",
            "<|file_sep|>",
            "<|plamo:file_separator|>");

    private EndOfGeneration() {}

    /** Whether a piece that is spelled like this ends the generation wherever it occurs. */
    static boolean spelledAs(String piece) {
        return SPELLINGS.contains(piece);
    }

    /**
     * What a spelling ends in one vocabulary and not in another. Where replies end with {@code <|return|>} or
     * {@code <|flush|>} and calls of tools have a mark too, {@code <|end|>} is between a reply's parts; where tools answer with
     * {@code <|tool_response>}, {@code </s>} is a word of HTML.
     *
     * @param pieces all of the vocabulary
     * @return the type that the piece of each spelling has then
     */
    static Map<String, PieceType> exceptions(Set<String> pieces) {
        Map<String, PieceType> exceptions = new HashMap<>();
        boolean calls = pieces.contains("<|call|>") || pieces.contains("<|calls|>");
        if (calls && (pieces.contains("<|return|>") || pieces.contains("<|flush|>"))) {
            exceptions.put(END, PieceType.USER_DEFINED);
        }
        if (pieces.contains("<|tool_response>")) {
            exceptions.put(END_OF_TEXT, PieceType.NORMAL);
        }
        return exceptions;
    }

    /** The ids that end the generation: by spelling, and by role. */
    static BitSet of(String[] pieces, Roles roles, Set<String> exceptions) {
        BitSet ids = new BitSet(pieces.length);
        for (int id : new int[] {roles.eos(), roles.eot(), roles.eom()}) {
            if (id != Roles.NONE) {
                ids.set(id);
            }
        }
        roles.otherEnds().forEach(ids::set);
        for (int id = 0; id < pieces.length; id++) {
            if (exceptions.contains(pieces[id])) {
                ids.clear(id);
            } else if (spelledAs(pieces[id])) {
                ids.set(id);
            }
        }
        return ids;
    }
}
