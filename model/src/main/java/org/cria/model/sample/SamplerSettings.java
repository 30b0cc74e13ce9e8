package org.cria.model.sample;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;

/**
 * What a user chose about sampling: a value for each setting of {@link Samplers#settings}, its default where nothing was chosen.
 *
 * <pre>{@code SamplerSettings.defaults().with(TopK.COUNT, 20).with(Sampler.SEED, 7L)}</pre>
 */
public final class SamplerSettings {
    private static final SamplerSettings DEFAULTS =
            new SamplerSettings(Map.of(), SamplerOrder.STANDARD, SequenceBreakers.USUAL);

    /** Only what differs from the defaults, so that equal choices are equal maps. */
    private final Map<Setting<?>, Number> chosen;

    private final SamplerOrder order;
    private final List<String> breakers;

    private SamplerSettings(Map<Setting<?>, Number> chosen, SamplerOrder order, List<String> breakers) {
        this.chosen = chosen;
        this.order = order;
        this.breakers = breakers;
    }

    /** Temperature 0.8, top-k 40, top-p 0.95, min-p 0.05, everything else off, a new seed each time. */
    public static SamplerSettings defaults() {
        return DEFAULTS;
    }

    /** Always the most likely token. */
    public static SamplerSettings greedy() {
        return DEFAULTS.with(Temperature.VALUE, 0f);
    }

    public <T extends Number> T get(Setting<T> setting) {
        Number value = chosen.get(setting);
        return value == null ? setting.standard() : setting.type().cast(value);
    }

    /**
     * The same with another value of one setting.
     *
     * @throws CriaException if it is outside the setting's range
     */
    public <T extends Number> SamplerSettings with(Setting<T> setting, T value) {
        Map<Setting<?>, Number> changed = new HashMap<>(chosen);
        changed.put(setting, setting.checked(value));
        changed.remove(setting, setting.standard());
        return new SamplerSettings(Map.copyOf(changed), order, breakers);
    }

    /** Which samplers are asked, and in which order. */
    public SamplerOrder order() {
        return order;
    }

    /** The same with samplers in another order, or without some. */
    public SamplerSettings inOrder(SamplerOrder kinds) {
        return new SamplerSettings(chosen, kinds, breakers);
    }

    /** What ends repetitions for {@link Dry}. */
    public List<String> breakers() {
        return breakers;
    }

    /** The same with other breakers. */
    public SamplerSettings withBreakers(List<String> texts) {
        return new SamplerSettings(chosen, order, List.copyOf(texts));
    }

    /** Whether a {@link Sampler} has a use for the {@link #breakers}. */
    public boolean needsBreakers() {
        return Dry.isOn(this) && !breakers.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SamplerSettings settings
                && chosen.equals(settings.chosen)
                && order.equals(settings.order)
                && breakers.equals(settings.breakers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(chosen, order, breakers);
    }

    /** What differs from the defaults, by name: {@code temp 0.5, top-k 20}. */
    @Override
    public String toString() {
        Stream<String> numbers = chosen.entrySet().stream()
                .sorted(Comparator.comparing(each -> each.getKey().name()))
                .map(each -> each.getKey() + " " + each.getValue());
        Stream<String> others = Stream.of(
                order.equals(DEFAULTS.order) ? "" : "samplers " + order,
                breakers.equals(DEFAULTS.breakers) ? "" : "breakers " + breakers);
        return Stream.concat(numbers, others.filter(text -> !text.isEmpty())).collect(Collectors.joining(", "));
    }
}
