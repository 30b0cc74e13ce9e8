package org.cria.server.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.cria.kernels.CriaException;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerOrder;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Samplers;
import org.cria.model.sample.Setting;
import org.cria.model.speculation.Speculation;
import org.cria.model.tokenizer.Passage;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Vocabulary;
import org.cria.server.json.ApiException;
import org.cria.server.json.Fields;

/** What a request says of how its text is to be generated. */
public final class Sampling {
    /** What a request calls a setting where that is not the setting's own name with other dashes. */
    private static final Map<String, String> NAMES = Map.of(
            "temp", "temperature",
            "typical", "typical_p",
            "dynatemp-exp", "dynatemp_exponent",
            "mirostat-ent", "mirostat_tau",
            "mirostat-lr", "mirostat_eta");

    private static final int STOPS = 64;
    /** What may be the beginning of a stop text is held back. */
    private static final int STOP_LENGTH = 1000;

    private static final int SAMPLERS = 32;

    private Sampling() {}

    /**
     * The settings, without a limit of tokens and without log-probabilities.
     *
     * @param defaults what holds where the request is silent
     */
    static GenerationSettings read(Fields request, GenerationSettings defaults, Tokenizer tokenizer) {
        SamplerSettings sampling = defaults.sampling();
        for (Setting<?> setting : Samplers.settings()) {
            sampling = with(request, sampling, setting);
        }
        List<String> order = request.texts("samplers", SAMPLERS);
        if (!order.isEmpty()) {
            try {
                sampling = sampling.inOrder(SamplerOrder.parse(String.join(";", order)));
            } catch (CriaException e) {
                throw ApiException.wrong("samplers", String.valueOf(e.getMessage()));
            }
        }
        List<String> breakers = request.texts("dry_sequence_breakers", STOPS);
        if (!breakers.isEmpty()) {
            sampling = sampling.withBreakers(breakers);
        }
        List<String> stops = request.texts("stop", STOPS);
        if (stops.stream().anyMatch(stop -> stop.length() > STOP_LENGTH)) {
            throw ApiException.wrong(
                    "stop", "'stop' has a text of more than " + STOP_LENGTH + " characters, expected a shorter one.");
        }
        if (stops.contains("")) {
            throw ApiException.wrong("stop", "'stop' has an empty text, expected at least one character.");
        }
        return defaults.withSampling(sampling)
                .withStops(stops)
                .withBiases(biases(request, tokenizer))
                .withSpeculation(speculation(request, defaults.speculation()));
    }

    /** A request may have fewer tokens guessed than the server does, or none. */
    private static Speculation speculation(Fields request, Speculation served) {
        OptionalLong most = request.whole("speculative.n_max", 0, Integer.MAX_VALUE);
        return most.isEmpty() ? served : served.withMost((int) Math.min(most.getAsLong(), served.most()));
    }

    /** What a request calls a setting. */
    public static String field(Setting<?> setting) {
        return NAMES.getOrDefault(setting.name(), setting.name().replace('-', '_'));
    }

    private static <T extends Number> SamplerSettings with(
            Fields request, SamplerSettings sampling, Setting<T> setting) {
        String field = field(setting);
        Optional<JsonNode> found = request.get(field);
        if (found.isEmpty()) {
            return sampling;
        }
        try {
            return sampling.with(setting, value(request, field, setting));
        } catch (CriaException e) {
            throw request.wrong(field, found.get(), setting.expected());
        }
    }

    private static <T extends Number> T value(Fields request, String field, Setting<T> setting) {
        Class<T> type = setting.type();
        if (type == Float.class) {
            OptionalDouble number = request.number(field);
            return type.cast((float) number.orElseThrow());
        }
        OptionalLong whole = type == Integer.class
                ? request.whole(field, Integer.MIN_VALUE, Integer.MAX_VALUE)
                : request.whole(field, Long.MIN_VALUE, Long.MAX_VALUE);
        return type == Integer.class ? type.cast((int) whole.orElseThrow()) : type.cast(whole.orElseThrow());
    }

    /** The same for one of several texts: the first has the request's seed, the others those that follow. */
    static GenerationSettings ofChoice(GenerationSettings settings, int choice) {
        long seed = settings.sampling().get(Sampler.SEED);
        return seed == Sampler.NEW_SEED || choice == 0
                ? settings
                : settings.withSampling(settings.sampling().with(Sampler.SEED, (seed + choice) & Long.MAX_VALUE));
    }

    private static Map<Integer, Float> biases(Fields request, Tokenizer tokenizer) {
        Map<Integer, Float> biases = new HashMap<>();
        Vocabulary vocabulary = tokenizer.vocabulary();
        if (request.flag("ignore_eos")) {
            for (int token = 0; token < vocabulary.size(); token++) {
                if (vocabulary.endsGeneration(token)) {
                    biases.put(token, Float.NEGATIVE_INFINITY);
                }
            }
        }
        request.fields("logit_bias").ifPresent(given -> {
            for (String key : given.names()) {
                double bias = given.number(key).orElseThrow();
                if ((float) bias == Float.POSITIVE_INFINITY) {
                    throw ApiException.wrong(
                            given.name(key),
                            "'" + given.name(key) + "' is " + bias + ", expected a number below 1e38.");
                }
                biases.put(token(given, key, tokenizer), (float) bias);
            }
        });
        return biases;
    }

    /** The token of a key: its id, or a text that is one token. */
    private static int token(Fields given, String key, Tokenizer tokenizer) {
        int size = tokenizer.vocabulary().size();
        String name = given.name(key);
        if (key.matches("\\d{1,9}")) {
            int id = Integer.parseInt(key);
            if (id >= size) {
                throw ApiException.wrong(
                        name, "'" + name + "' is no token, expected an id from 0 to " + (size - 1) + ".");
            }
            return id;
        }
        int[] tokens = tokenizer.encode(List.of(Passage.typed(key)), true);
        if (tokens.length != 1) {
            throw ApiException.wrong(
                    name,
                    "'" + name + "' is " + tokens.length
                            + " tokens, expected a token's id, or a text that is one token.");
        }
        return tokens[0];
    }
}
