package org.cria.model.lora;

import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;

/** What a model with an adapter makes of some tokens, for {@code scripts/compare-adapters.py}. */
final class AdapterLogits {
    private AdapterLogits() {}

    /**
     * Prints the logits after each token, a line for each.
     *
     * @param args the model, the adapter, then the tokens
     */
    public static void main(String[] args) {
        int[] tokens = Stream.of(args).skip(2).mapToInt(Integer::parseInt).toArray();
        ModelOptions options = ModelOptions.defaults()
                .withDevice("cpu")
                .withContextSize(Math.max(64, tokens.length))
                .withCache(Formats.F32, Formats.F32)
                .withRewrite(new LoraRewrite(List.of(new LoraFile(Path.of(args[1]), 1))));
        try (Model model = Model.open(Path.of(args[0]), options);
                Session session = model.newSession()) {
            session.score(tokens, 0, (position, row) -> {
                StringJoiner line = new StringJoiner(" ");
                for (int i = 0; i < row.vocabulary(); i++) {
                    line.add(Float.toString(row.values()[row.offset() + i]));
                }
                System.out.println(line);
            });
        }
    }
}
