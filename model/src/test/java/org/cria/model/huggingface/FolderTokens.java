package org.cria.model.huggingface;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;

/** What tokens texts become. */
final class FolderTokens {
    private FolderTokens() {}

    /** The tokens of each text, as a template has them. */
    static List<List<Integer>> of(Path model, List<String> texts) {
        try (Gguf gguf = ModelFiles.open(model)) {
            Tokenizer tokenizer = Tokenizers.from(gguf.metadata());
            return texts.stream()
                    .map(text -> Arrays.stream(tokenizer.framed(tokenizer.encodeTemplate(text)))
                            .boxed()
                            .toList())
                    .toList();
        }
    }

    /**
     * Prints the tokens.
     *
     * @param args the model, then texts
     */
    public static void main(String[] args) {
        System.out.println(of(Path.of(args[0]), Stream.of(args).skip(1).toList()));
    }
}
