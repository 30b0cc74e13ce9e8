package org.cria.testmodels;

import java.util.ArrayList;
import java.util.List;

/**
 * A vocabulary in SentencePiece's style: {@code <unk>}, {@code <s>}, {@code </s>}, the 256 byte pieces, then words of 1, 2, …
 * letters from ▁ and a to z, in alphabetical order.
 */
final class TinyVocabulary {
    private static final String LETTERS = "▁abcdefghijklmnopqrstuvwxyz";
    private static final int SPECIAL = 3;
    private static final int BYTES = 256;

    /** All pieces that a text of a to z and spaces needs. */
    static final int SMALLEST = SPECIAL + BYTES + LETTERS.length();

    private final int size;

    TinyVocabulary(int size) {
        if (size < SMALLEST) {
            throw new IllegalArgumentException("vocabulary of " + size + " pieces, at least " + SMALLEST + " needed");
        }
        this.size = size;
    }

    void write(GgufWriter writer) {
        writer.string("tokenizer.ggml.model", "llama")
                .string("tokenizer.ggml.pre", "default")
                .array("tokenizer.ggml.tokens", GgufType.STRING, pieces())
                .array("tokenizer.ggml.scores", GgufType.F32, scores())
                .array("tokenizer.ggml.token_type", GgufType.I32, types())
                .u32("tokenizer.ggml.bos_token_id", 1)
                .u32("tokenizer.ggml.eos_token_id", 2)
                .u32("tokenizer.ggml.unknown_token_id", 0);
    }

    private List<String> pieces() {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int i = 0; i < BYTES; i++) {
            pieces.add(String.format("<0x%02X>", i));
        }
        List<String> words = List.of("");
        while (pieces.size() < size) {
            List<String> longer = new ArrayList<>();
            for (String word : words) {
                for (int i = 0; i < LETTERS.length(); i++) {
                    longer.add(word + LETTERS.charAt(i));
                }
            }
            pieces.addAll(longer.subList(0, Math.min(longer.size(), size - pieces.size())));
            words = longer;
        }
        return pieces;
    }

    private List<Float> scores() {
        List<Float> scores = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            scores.add((float) -i);
        }
        return scores;
    }

    /** Unknown 2, control 3, byte 6, normal 1. */
    private List<Integer> types() {
        List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
        while (types.size() < size) {
            types.add(types.size() < SPECIAL + BYTES ? 6 : 1);
        }
        return types;
    }
}
