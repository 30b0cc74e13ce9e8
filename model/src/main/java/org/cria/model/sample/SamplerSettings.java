package org.cria.model.sample;

import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * What a user can choose about sampling. The names, the meaning and the defaults are llama.cpp's.
 *
 * @param temperature divides the logits; 0 or less always takes the most likely token ({@code --temp})
 * @param topK keeps the k most likely tokens; 0 or -1 is off ({@code --top-k})
 * @param topP keeps the most likely tokens until they hold this much probability; 1 is off ({@code --top-p})
 * @param minP keeps tokens at least this likely relative to the most likely one; 0 is off ({@code --min-p})
 * @param typicalP keeps the tokens nearest to the expected surprise until they hold this much probability; 1 is off
 *     ({@code --typical})
 * @param repeatLastN how many of the last tokens the three penalties look at; 0 is off, -1 is all ({@code --repeat-last-n})
 * @param repeatPenalty divides positive and multiplies negative logits of tokens seen; 1 is off ({@code --repeat-penalty})
 * @param presencePenalty subtracted from the logit of a token seen; 0 is off ({@code --presence-penalty})
 * @param frequencyPenalty subtracted once for each time a token was seen; 0 is off ({@code --frequency-penalty})
 * @param seed repeats a run; -1 takes a new one each time ({@code --seed})
 */
public record SamplerSettings(
        float temperature,
        int topK,
        float topP,
        float minP,
        float typicalP,
        int repeatLastN,
        float repeatPenalty,
        float presencePenalty,
        float frequencyPenalty,
        long seed) {

    /** The seed that asks for a new one each time. */
    public static final long RANDOM_SEED = -1;

    /** @throws CriaException if a value is outside its range */
    public SamplerSettings {
        check("temp", temperature, Float.isFinite(temperature), "a number (0 always takes the most likely token)");
        check("top-k", topK, topK >= -1, "1 or more, or 0 for off");
        check("top-p", topP, topP >= 0 && topP <= 1, "0 to 1 (1 is off)");
        check("min-p", minP, minP >= 0 && minP <= 1, "0 to 1 (0 is off)");
        check("typical", typicalP, typicalP >= 0 && typicalP <= 1, "0 to 1 (1 is off)");
        check("repeat-last-n", repeatLastN, repeatLastN >= -1, "1 or more, 0 for off or -1 for all tokens");
        check(
                "repeat-penalty",
                repeatPenalty,
                repeatPenalty > 0 && Float.isFinite(repeatPenalty),
                "a number above 0 (1 is off)");
        check("presence-penalty", presencePenalty, Float.isFinite(presencePenalty), "a number (0 is off)");
        check("frequency-penalty", frequencyPenalty, Float.isFinite(frequencyPenalty), "a number (0 is off)");
        check("seed", seed, seed >= RANDOM_SEED, "0 or more, or -1 for a new seed each time");
    }

    /** Temperature 0.8, top-k 40, top-p 0.95, min-p 0.05, everything else off, a new seed each time. */
    public static SamplerSettings defaults() {
        return new SamplerSettings(0.8f, 40, 0.95f, 0.05f, 1f, 64, 1f, 0f, 0f, RANDOM_SEED);
    }

    /** Always the most likely token. */
    public static SamplerSettings greedy() {
        return defaults().withTemperature(0f);
    }

    public SamplerSettings withTemperature(float value) {
        return new SamplerSettings(
                value, topK, topP, minP, typicalP, repeatLastN, repeatPenalty, presencePenalty, frequencyPenalty, seed);
    }

    public SamplerSettings withTopK(int value) {
        return new SamplerSettings(
                temperature,
                value,
                topP,
                minP,
                typicalP,
                repeatLastN,
                repeatPenalty,
                presencePenalty,
                frequencyPenalty,
                seed);
    }

    public SamplerSettings withTopP(float value) {
        return new SamplerSettings(
                temperature,
                topK,
                value,
                minP,
                typicalP,
                repeatLastN,
                repeatPenalty,
                presencePenalty,
                frequencyPenalty,
                seed);
    }

    public SamplerSettings withMinP(float value) {
        return new SamplerSettings(
                temperature,
                topK,
                topP,
                value,
                typicalP,
                repeatLastN,
                repeatPenalty,
                presencePenalty,
                frequencyPenalty,
                seed);
    }

    public SamplerSettings withTypicalP(float value) {
        return new SamplerSettings(
                temperature,
                topK,
                topP,
                minP,
                value,
                repeatLastN,
                repeatPenalty,
                presencePenalty,
                frequencyPenalty,
                seed);
    }

    /** Replaces the window that the penalties look at, in tokens. */
    public SamplerSettings withRepeatLastN(int value) {
        return new SamplerSettings(
                temperature, topK, topP, minP, typicalP, value, repeatPenalty, presencePenalty, frequencyPenalty, seed);
    }

    public SamplerSettings withRepeatPenalty(float value) {
        return new SamplerSettings(
                temperature, topK, topP, minP, typicalP, repeatLastN, value, presencePenalty, frequencyPenalty, seed);
    }

    public SamplerSettings withPresencePenalty(float value) {
        return new SamplerSettings(
                temperature, topK, topP, minP, typicalP, repeatLastN, repeatPenalty, value, frequencyPenalty, seed);
    }

    public SamplerSettings withFrequencyPenalty(float value) {
        return new SamplerSettings(
                temperature, topK, topP, minP, typicalP, repeatLastN, repeatPenalty, presencePenalty, value, seed);
    }

    public SamplerSettings withSeed(long value) {
        return new SamplerSettings(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repeatLastN,
                repeatPenalty,
                presencePenalty,
                frequencyPenalty,
                value);
    }

    private static void check(String setting, Number found, boolean valid, String expected) {
        if (!valid) {
            throw new CriaException(Explanation.outOfRange(new Control(setting), found, expected));
        }
    }
}
