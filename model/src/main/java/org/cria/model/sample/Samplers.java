package org.cria.model.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The table of samplers. To add one, write its class with its settings, and add a line here: options, chat and files follow. */
public final class Samplers {
    /** In the order in which they apply, which is llama.cpp's. */
    private static final List<Row> ROWS = List.of(
            row(Penalties::of, Penalties.REPEAT, Penalties.LAST_TOKENS, Penalties.PRESENCE, Penalties.FREQUENCY),
            row(TopK::of, TopK.COUNT),
            row(TypicalP::of, TypicalP.MASS),
            row(TopP::of, TopP.MASS),
            row(MinP::of, MinP.RATIO),
            row(Temperature::of, Temperature.VALUE));

    private static final List<Setting<?>> SETTINGS = Stream.concat(
                    ROWS.stream().flatMap(row -> row.settings.stream()), Stream.of(Sampler.SEED))
            .toList();

    /** @param stage of a new sampler; empty where the settings turn it off */
    private record Row(Function<SamplerSettings, Optional<Stage>> stage, List<Setting<?>> settings) {}

    private Samplers() {}

    private static Row row(Function<SamplerSettings, Optional<Stage>> stage, Setting<?>... settings) {
        return new Row(stage, List.of(settings));
    }

    /** All that can be chosen, in the order in which it applies. */
    public static List<Setting<?>> settings() {
        return SETTINGS;
    }

    /** New stages for some settings, without those that are off and those that cannot matter. */
    static List<Stage> chain(SamplerSettings settings, Map<Integer, Float> biases) {
        List<Stage> chain = new ArrayList<>();
        LogitBias.of(biases).ifPresent(chain::add);
        for (Row row : ROWS) {
            row.stage.apply(settings).ifPresent(stage -> {
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
