package org.cria.model.sample;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;

/**
 * What a user chose about sampling: a value for each setting of {@link Samplers#settings}, its default where nothing was chosen.
 *
 * <pre>{@code SamplerSettings.defaults().with(TopK.COUNT, 20).with(Sampler.SEED, 7L)}</pre>
 */
public final class SamplerSettings {
    private static final SamplerSettings DEFAULTS = new SamplerSettings(Map.of());

    /** Only what differs from the defaults, so that equal choices are equal maps. */
    private final Map<Setting<?>, Number> chosen;

    private SamplerSettings(Map<Setting<?>, Number> chosen) {
        this.chosen = chosen;
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
        return new SamplerSettings(Map.copyOf(changed));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SamplerSettings settings && chosen.equals(settings.chosen);
    }

    @Override
    public int hashCode() {
        return chosen.hashCode();
    }

    /** What differs from the defaults, by name: {@code temp 0.5, top-k 20}. */
    @Override
    public String toString() {
        return chosen.entrySet().stream()
                .sorted(Comparator.comparing(each -> each.getKey().name()))
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
