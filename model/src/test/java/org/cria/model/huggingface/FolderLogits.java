package org.cria.model.huggingface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;

/** What a model makes of some tokens. */
final class FolderLogits {
    private FolderLogits() {}

    /**
     * The logits after each token.
     *
     * @param model a file or a folder
     * @return [tokens][vocabulary]
     */
    static float[][] of(Path model, int... tokens) {
        float[][] logits = new float[tokens.length][];
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withContextSize(Math.max(64, tokens.length))
                .withCache(Formats.F32, Formats.F32);
        try (Model opened = Model.open(model, options);
                Session session = opened.newSession()) {
            session.score(tokens, 0, (position, row) -> {
                logits[position] = new float[row.vocabulary()];
                System.arraycopy(row.values(), row.offset(), logits[position], 0, row.vocabulary());
            });
        }
        return logits;
    }

    /**
     * Prints the logits, a line for each token.
     *
     * @param args the model, then the tokens
     */
    public static void main(String[] args) throws IOException {
        int[] tokens = Stream.of(args).skip(1).mapToInt(Integer::parseInt).toArray();
        for (float[] row : of(Path.of(args[0]), tokens)) {
            StringJoiner line = new StringJoiner(" ");
            for (float value : row) {
                line.add(Float.toString(value));
            }
            System.out.println(line);
        }
    }
}
