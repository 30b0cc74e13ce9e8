package org.cria.model.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.program.Rotation;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.GgufException;

/**
 * Reads how a file wants its rotary embedding scaled: linear, YaRN, or a table of divisors.
 *
 * <p>Of the keys, {@code rope.scaling.attn_factor} multiplies whatever the type is. YaRN's ramp is that of its paper:
 * {@code yarn_ext_factor}, {@code yarn_attn_factor}, {@code yarn_beta_fast}, {@code yarn_beta_slow} and
 * {@code yarn_log_multiplier} have no effect on any of the architectures here in llama.cpp 0.7, which reads them for others.
 *
 * @see <a href="https://arxiv.org/abs/2306.15595">Position interpolation</a>
 * @see <a href="https://arxiv.org/abs/2309.00071">YaRN</a>
 */
final class RopeScaling {
    private RopeScaling() {}

    /**
     * @param dims leading values of a head that turn
     * @param contextLength the model's, YaRN's original context where the file names none
     * @param divisors [dims / 2] f32, Llama 3's {@code rope_freqs.weight} or one of Phi 3's
     * @param pairing which values turn together
     */
    static Rotation read(Keys keys, int dims, int contextLength, Optional<Weight> divisors, Rotation.Pairing pairing) {
        float base = keys.positive("rope.freq_base", 10_000f);
        String type = keys.string("rope.scaling.type", "linear");
        float factor = keys.positive("rope.scaling.factor", keys.positive("rope.scale_linear", 1f));
        Yarn plain = Yarn.none(keys.positive("rope.scaling.attn_factor", 1f));
        return switch (type) {
            case "none", "longrope" -> rotation(keys, base, dims, 1f, plain, divisors, pairing);
            case "linear" -> rotation(keys, base, dims, 1 / factor, plain, divisors, pairing);
            case "yarn" -> {
                Yarn yarn = Yarn.read(keys, base, dims, contextLength, factor);
                yield rotation(keys, base, dims, 1 / factor, yarn, divisors, pairing);
            }
            default ->
                throw keys.wrong(
                        "rope.scaling.type '" + type + "'",
                        "none, linear, yarn or longrope",
                        "This kind of position scaling is not supported; choose another model.");
        };
    }

    /** A rotation whose frequencies are not scaled. */
    static Rotation plain(Keys keys, float base, int dims, Rotation.Pairing pairing) {
        Yarn plain = Yarn.none(keys.positive("rope.scaling.attn_factor", 1f));
        return rotation(keys, base, dims, 1f, plain, Optional.empty(), pairing);
    }

    private static Rotation rotation(
            Keys keys,
            float base,
            int dims,
            float scale,
            Yarn yarn,
            Optional<Weight> divisors,
            Rotation.Pairing pairing) {
        float[] divisor = divisors(keys, dims / 2, divisors);
        List<Float> frequencies = new ArrayList<>();
        for (int i = 0; i < dims / 2; i++) {
            double extrapolated = Math.pow(base, -2.0 * i / dims) / divisor[i];
            double kept = yarn.kept(i);
            float frequency = (float) (extrapolated * (scale * (1 - kept) + kept));
            if (!Float.isFinite(frequency)) {
                throw keys.wrong(
                        "rope.* gives pair " + i + " the frequency " + frequency,
                        "a finite number",
                        "The file is damaged; download it again.");
            }
            frequencies.add(frequency);
        }
        return new Rotation(frequencies, yarn.magnitude, pairing);
    }

    /** [pairs] all 1 where the file has none. */
    private static float[] divisors(Keys keys, int pairs, Optional<Weight> weight) {
        float[] divisors = new float[pairs];
        Arrays.fill(divisors, 1f);
        weight.ifPresent(w -> {
            w.format().decode(w.data(), 0, divisors, 0, pairs / w.format().blockValues());
            for (int i = 0; i < pairs; i++) {
                if (!(divisors[i] > 0) || Float.isInfinite(divisors[i])) {
                    throw new GgufException(
                            keys.place(),
                            "tensor '" + w.name() + "' has " + divisors[i] + " as value " + i,
                            "a number above 0",
                            "The file is damaged; download it again.");
                }
            }
        });
        return divisors;
    }

    /**
     * YaRN's ramp: fast pairs keep their frequency, slow ones are interpolated, those between are mixed.
     *
     * @param low pair up to which the frequency is kept
     * @param high pair from which it is interpolated
     * @param strength of the ramp: 0 interpolates all, 1 is YaRN's
     * @param magnitude on the rotated values
     */
    private record Yarn(double low, double high, double strength, float magnitude) {
        private static final float FAST_TURNS = 32f;
        private static final float SLOW_TURNS = 1f;

        static Yarn none(float magnitude) {
            return new Yarn(0, 0, 0, magnitude);
        }

        static Yarn read(Keys keys, float base, int dims, int contextLength, float factor) {
            int original = keys.count("rope.scaling.original_context_length", contextLength);
            double fast = pair(FAST_TURNS, base, dims, original);
            double slow = pair(SLOW_TURNS, base, dims, original);
            double magnitude =
                    keys.positive("rope.scaling.attn_factor", 1f) * (factor <= 1 ? 1 : 1 + 0.1 * Math.log(factor));
            return new Yarn(Math.max(0, Math.floor(fast)), Math.min(dims - 1, Math.ceil(slow)), 1, (float) magnitude);
        }

        /** The pair that turns {@code turns} times over the original context. */
        private static double pair(float turns, float base, int dims, int original) {
            return dims * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(base));
        }

        /** How much of pair {@code i} keeps its frequency, 0 to 1. */
        double kept(int i) {
            double along = (i - low) / Math.max(0.001, high - low);
            return (1 - Math.clamp(along, 0, 1)) * strength;
        }
    }
}
