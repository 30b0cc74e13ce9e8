package org.cria.model.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Builds small vocabularies piece by piece; the first piece is token 0. */
final class SmallVocabulary {
    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<PieceType> types = new ArrayList<>();

    /** {@code <unk> <s> </s>} and the 256 byte pieces, as Llama 2 has them: tokens 0 to 258. */
    static SmallVocabulary sentencePiece() {
        SmallVocabulary vocabulary = new SmallVocabulary()
                .add("<unk>", PieceType.UNKNOWN, 0)
                .add("<s>", PieceType.CONTROL, 0)
                .add("</s>", PieceType.CONTROL, 0);
        for (int b = 0; b < 256; b++) {
            vocabulary.add(String.format("<0x%02X>", b), PieceType.BYTE, 0);
        }
        return vocabulary;
    }

    /** The 256 bytes, in order: tokens 0 to 255. */
    static SmallVocabulary bytePairs() {
        SmallVocabulary vocabulary = new SmallVocabulary();
        ByteAlphabet alphabet = new ByteAlphabet();
        for (int b = 0; b < 256; b++) {
            vocabulary.add(String.valueOf(alphabet.character(b)), PieceType.NORMAL, 0);
        }
        return vocabulary;
    }

    SmallVocabulary add(String piece, PieceType type, float score) {
        pieces.add(piece);
        types.add(type);
        scores.add(score);
        return this;
    }

    /** Adds normal pieces of falling score: -1, -2 and so on after what is there. */
    SmallVocabulary add(String... more) {
        for (String piece : more) {
            add(piece, PieceType.NORMAL, -pieces.size());
        }
        return this;
    }

    int size() {
        return pieces.size();
    }

    List<String> pieces() {
        return List.copyOf(pieces);
    }

    Vocabulary build(Roles roles) {
        float[] numbers = new float[scores.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = scores.get(i);
        }
        return new Vocabulary(pieces, numbers, types, roles);
    }

    /** With Llama 2's roles. */
    SentencePiece toSentencePiece() {
        return new SentencePiece(build(new Roles(1, 2, Roles.NONE, Roles.NONE, 0, true, false, true)));
    }

    /** With no roles at all. */
    BytePairs toBytePairs(PreTokenizer preTokenizer, String... merges) {
        int none = Roles.NONE;
        Roles roles = new Roles(none, none, none, none, none, false, false, false);
        return new BytePairs(build(roles), List.of(merges), preTokenizer);
    }
}
