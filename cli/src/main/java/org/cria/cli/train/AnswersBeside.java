package org.cria.cli.train;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.train.Example;

/** What a model said before a training and says after it, to the same beginnings. */
public final class AnswersBeside {
    private static final int LONGEST = 64;
    /** Tokens of a text that is not a conversation: enough to tell what it is about. */
    private static final int LEAST = 8;

    private AnswersBeside() {}

    /**
     * Prints both, greedily.
     *
     * @param examples whose beginnings are taken
     */
    public static void print(
            List<Example> examples,
            Path before,
            ProgramRewrite none,
            Path after,
            ProgramRewrite trained,
            PrintWriter out) {
        List<String> first = answers(examples, before, none);
        List<String> second = answers(examples, after, trained);
        for (int i = 0; i < examples.size(); i++) {
            out.println();
            out.println(first.get(2 * i));
            out.println("  before: " + first.get(2 * i + 1));
            out.println("  after:  " + second.get(2 * i + 1));
        }
        out.flush();
    }

    /** Of each example its beginning and what the model goes on with. */
    private static List<String> answers(List<Example> examples, Path file, ProgramRewrite rewrite) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.defaults().with(Temperature.VALUE, 0f))
                .withPredict(LONGEST);
        List<String> answers = new ArrayList<>();
        try (Model model =
                Model.open(file, ModelOptions.defaults().withDevice("cpu").withRewrite(rewrite))) {
            Tokenizer tokenizer = model.tokenizer();
            for (Example example : examples) {
                int[] prompt = example.prompt(LEAST);
                try (Session session = model.newSession()) {
                    Generation generation = model.generate(session, prompt, settings);
                    answers.add(line(tokenizer.decode(prompt)));
                    StringBuilder text = new StringBuilder();
                    generation.forEachRemaining(piece -> text.append(piece.text()));
                    answers.add(line(text.toString()));
                }
            }
        }
        return answers;
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
