package org.cria.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.cria.cli.wording.Wording;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.Tunable;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.check.tuning.TunedFigures;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Temperature;

/** Says the same again and again in one process, and prints what was said: tokens with the bits of their log-probabilities. */
public final class IdenticalRuns {
    private static final int TOKENS = 6;

    private IdenticalRuns() {}

    /**
     * Prints a line for each different answer, after how often it came.
     *
     * @param arguments model's file, device, shape ({@code own}, {@code cpu} or {@code gpu}), folder for tuned sizes, runs, and
     *     tokens of the prompt
     */
    public static void main(String[] arguments) {
        ModelOptions options = ModelOptions.defaults()
                .withDevice(arguments[1])
                .withContextSize(256)
                .withThreads(1);
        if (!arguments[2].equals("own") && Backends.choose(arguments[1]) instanceof Tunable device) {
            DeviceShape shape = arguments[2].equals("gpu") ? DeviceShape.gpu() : DeviceShape.cpu();
            TunedFigures tuned = TunedFigures.in(Path.of(arguments[3]));
            tuned.put(device, shape.figures());
            options = options.withTuned(tuned);
        }
        int runs = Integer.parseInt(arguments[4]);
        int[] prompt = new int[Integer.parseInt(arguments[5])];
        Arrays.setAll(prompt, i -> 3 + i * 7 % 29);
        Map<String, Integer> answers = new LinkedHashMap<>();
        try (Model model = Model.open(Path.of(arguments[0]), options)) {
            model.notes().forEach(note -> System.err.println("note: " + Wording.of(note)));
            for (int run = 0; run < runs; run++) {
                answers.merge(answer(model, prompt), 1, Integer::sum);
            }
        }
        answers.forEach((answer, times) -> System.out.println(times + " " + answer));
    }

    private static String answer(Model model, int[] prompt) {
        GenerationSettings settings = GenerationSettings.defaults()
                .withSampling(SamplerSettings.defaults().with(Temperature.VALUE, 0f))
                .withPredict(TOKENS)
                .withLogprobs(1);
        StringJoiner answer = new StringJoiner(" ");
        try (Session session = model.newSession()) {
            Generation generation = model.generate(session, prompt, settings);
            generation.forEachRemaining(piece ->
                    answer.add(piece.token() + ":" + Long.toHexString(Double.doubleToLongBits(piece.logprob()))));
        }
        return answer.toString();
    }
}
