package org.cria.model.sample;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cria.model.sample.SamplerOrder.Kind;

/**
 * The table of samplers. To add one, write its class with its settings, name it in {@link SamplerOrder.Kind} and add a line here:
 * options, chat and files follow.
 */
public final class Samplers {
    private static final Map<Kind, Row> ROWS = rows();

    private static final List<Setting<?>> SETTINGS = Stream.concat(
                    ROWS.values().stream().flatMap(row -> row.settings.stream()),
                    Stream.of(Mirostat.VERSION, Mirostat.RATE, Mirostat.TARGET, Sampler.SEED))
            .toList();

    /** @param stage of a new sampler; empty where the settings turn it off */
    private record Row(
            BiFunction<SamplerSettings, SequenceBreakers, Optional<Stage>> stage, List<Setting<?>> settings) {}

    private Samplers() {}

    private static Map<Kind, Row> rows() {
        Map<Kind, Row> rows = new EnumMap<>(Kind.class);
        rows.put(
                Kind.PENALTIES,
                row(Penalties::of, Penalties.REPEAT, Penalties.LAST_TOKENS, Penalties.PRESENCE, Penalties.FREQUENCY));
        rows.put(Kind.DRY, new Row(Dry::of, List.of(Dry.MULTIPLIER, Dry.BASE, Dry.ALLOWED, Dry.LAST_TOKENS)));
        rows.put(Kind.TOP_N_SIGMA, row(TopNSigma::of, TopNSigma.DEVIATIONS));
        rows.put(Kind.TOP_K, row(TopK::of, TopK.COUNT));
        rows.put(Kind.TYPICAL_P, row(TypicalP::of, TypicalP.MASS));
        rows.put(Kind.TOP_P, row(TopP::of, TopP.MASS));
        rows.put(Kind.MIN_P, row(MinP::of, MinP.RATIO));
        rows.put(Kind.XTC, row(Xtc::of, Xtc.PROBABILITY, Xtc.THRESHOLD));
        rows.put(
                Kind.TEMPERATURE,
                row(Temperature::of, Temperature.VALUE, DynamicTemperature.RANGE, DynamicTemperature.EXPONENT));
        return rows;
    }

    private static Row row(Function<SamplerSettings, Optional<Stage>> stage, Setting<?>... settings) {
        return new Row((chosen, breakers) -> stage.apply(chosen), List.of(settings));
    }

    /** All that can be chosen, in the order in which it applies. */
    public static List<Setting<?>> settings() {
        return SETTINGS;
    }

    /** New stages for some settings, without those that are off and those that cannot matter. */
    static List<Stage> chain(SamplerSettings settings, Map<Integer, Float> biases, SequenceBreakers breakers) {
        List<Stage> chain = new ArrayList<>();
        LogitBias.of(biases).ifPresent(chain::add);
        Optional<Stage> mirostat = Mirostat.of(settings);
        if (mirostat.isPresent()) {
            Temperature.of(settings).ifPresent(chain::add);
            chain.add(mirostat.get());
            return List.copyOf(chain);
        }
        for (Kind kind : settings.order().kinds()) {
            Objects.requireNonNull(ROWS.get(kind))
                    .stage
                    .apply(settings, breakers)
                    .ifPresent(stage -> {
                        while (stage.needed() == 1
                                && !chain.isEmpty()
                                && chain.getLast().keepsBest()) {
                            chain.removeLast();
                        }
                        chain.add(stage);
                    });
        }
        return List.copyOf(chain);
    }
}
