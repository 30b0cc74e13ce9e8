package org.cria.model.chat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cria.model.SharedFolder;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.PieceType;
import org.cria.model.tokenizer.Roles;
import org.cria.model.tokenizer.SentencePiece;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.model.tokenizer.Vocabulary;

/** Tokenizers for tests: small ones, and real ones from beside the repository. */
final class Vocabularies {
    private Vocabularies() {}

    /** {@code <unk> <s> </s>}, bytes, a space and some control tokens; prompts begin with {@code <s>}. */
    static Tokenizer small(String... controls) {
        return small(true, controls);
    }

    static Tokenizer small(boolean addBos, String... controls) {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        List<PieceType> types = new ArrayList<>(List.of(PieceType.UNKNOWN, PieceType.CONTROL, PieceType.CONTROL));
        for (int b = 0; b < 256; b++) {
            pieces.add(String.format("<0x%02X>", b));
            types.add(PieceType.BYTE);
        }
        pieces.add("▁");
        types.add(PieceType.NORMAL);
        pieces.addAll(List.of(controls));
        types.addAll(Collections.nCopies(controls.length, PieceType.CONTROL));
        Roles roles = new Roles(1, 2, Roles.NONE, Roles.NONE, 0, addBos, false, true);
        return new SentencePiece(new Vocabulary(pieces, new float[pieces.size()], types, roles));
    }

    /** A vocabulary whose begin and end of a text are spelled as in the golden files of {@code vocabulary}. */
    static Vocabulary spelledAs(String vocabulary) {
        String bos = vocabulary.equals("spm") ? "<s>" : "<|begin_of_text|>";
        String eos = vocabulary.equals("spm") ? "</s>" : "<|end_of_text|>";
        List<PieceType> types = Collections.nCopies(2, PieceType.CONTROL);
        Roles roles = new Roles(0, 1, Roles.NONE, Roles.NONE, Roles.NONE, true, false, false);
        return new Vocabulary(List.of(bos, eos), new float[2], types, roles);
    }

    /** Llama 2's ("spm") or Llama 3's ("bpe"), or the test is skipped. */
    static Tokenizer real(String vocabulary) {
        return open(SharedFolder.file("vocab/ggml-vocab-llama-" + vocabulary + ".gguf"));
    }

    static Tokenizer open(Path file) {
        try (Gguf gguf = Gguf.open(file)) {
            return Tokenizers.from(gguf.metadata());
        }
    }
}
