package org.cria.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.Sampler;
import org.cria.model.sample.SamplerOrder;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Setting;

/**
 * Settings on their way to executors.
 *
 * @param values of all settings, by name
 * @param order of the samplers, by name
 * @param breakers that end repetitions
 * @param stops that end answers
 */
public record WrittenSettings(Map<String, String> values, String order, List<String> breakers, List<String> stops)
        implements Serializable {
    public WrittenSettings {
        values = Map.copyOf(values);
        breakers = List.copyOf(breakers);
        stops = List.copyOf(stops);
    }

    /** @throws CriaException if there is something among them that cannot be sent */
    static WrittenSettings of(GenerationSettings settings) {
        if (settings.grammar().isPresent() || !settings.biases().isEmpty()) {
            throw new CriaException("grammars and biases of tokens belong to an open model, and executors open their"
                    + " own: batches do without. Leave them out.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        GenerationSettings.settings().forEach(setting -> values.put(setting.name(), text(settings, setting)));
        SamplerSettings sampling = settings.sampling();
        return new WrittenSettings(values, sampling.order().toString(), sampling.breakers(), settings.stops());
    }

    private static <T extends Number> String text(GenerationSettings settings, Setting<T> setting) {
        return setting.text(settings.get(setting));
    }

    /** The settings for the row of a key: its own seed, the same whenever and wherever it is computed. */
    GenerationSettings forKey(String key) {
        GenerationSettings settings = GenerationSettings.defaults().withStops(stops);
        for (Setting<?> setting : GenerationSettings.settings()) {
            settings = with(settings, setting);
        }
        SamplerSettings sampling =
                settings.sampling().inOrder(SamplerOrder.parse(order)).withBreakers(breakers);
        long base = sampling.get(Sampler.SEED) == Sampler.NEW_SEED ? 0 : sampling.get(Sampler.SEED);
        return settings.withSampling(sampling.with(Sampler.SEED, seed(base, key)));
    }

    private <T extends Number> GenerationSettings with(GenerationSettings settings, Setting<T> setting) {
        String value = values.get(setting.name());
        return value == null ? settings : settings.with(setting, setting.parse(value));
    }

    /** 0 or more, evenly. */
    private static long seed(long base, String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(base).array());
            byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
