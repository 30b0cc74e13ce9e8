package org.cria.model.huggingface;

import java.util.List;
import java.util.Set;

/** Llama 1 to 3.3, Mistral 7B to Nemo, Mixtral, and whatever else has their classes. */
class LlamaFolder implements FolderFamily {
    @Override
    public Set<String> modelClasses() {
        return Set.of("LlamaForCausalLM", "MistralForCausalLM", "MixtralForCausalLM");
    }

    @Override
    public String architecture() {
        return "llama";
    }

    @Override
    public void keys(ModelConfig config, ModelKeys keys) {
        keys.usual(config);
        keys.u32("vocab_size", config.vocabulary());
        keys.u32("rope.dimension_count", config.headDims());
        config.fields().whole("sliding_window").ifPresent(window -> keys.u32("attention.sliding_window", window));
    }

    @Override
    public List<ExtraVector> extras(ModelConfig config) {
        return config.ropeType().equalsIgnoreCase("llama3")
                ? List.of(new ExtraVector("rope_freqs.weight", divisors(config)))
                : List.of();
    }

    /**
     * What Llama 3.1 divides the frequencies of its pairs by: nothing up to a wavelength, the whole factor from another on.
     *
     * @return [head_dim / 2]
     */
    private static float[] divisors(ModelConfig config) {
        JsonFields rope = config.rope();
        float base = (float) rope.number("rope_theta", 10_000);
        float factor = (float) rope.number("factor", 8);
        float low = (float) rope.number("low_freq_factor", 1);
        float high = (float) rope.number("high_freq_factor", 4);
        float context = (float) rope.number("original_max_position_embeddings", 8192);
        float[] divisors = new float[config.headDims() / 2];
        for (int i = 0; i < divisors.length; i++) {
            // In single precision as in converters, so that files are equal.
            float frequency = 1 / (float) Math.pow(base, 2f * i / config.headDims());
            float wavelength = (float) (2 * Math.PI) / frequency;
            if (wavelength < context / high) {
                divisors[i] = 1;
            } else if (wavelength > context / low) {
                divisors[i] = factor;
            } else {
                float smooth = (context / wavelength - low) / (high - low);
                divisors[i] = 1 / ((1 - smooth) / factor + smooth);
            }
        }
        return divisors;
    }
}
