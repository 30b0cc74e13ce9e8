package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.UnaryOperator;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;

final class SamplerSettingsTest {
    private static final SamplerSettings DEFAULTS = SamplerSettings.defaults();

    @Test
    void theDefaultsAreLlamaCpps() {
        assertEquals(new SamplerSettings(0.8f, 40, 0.95f, 0.05f, 1f, 64, 1f, 0f, 0f, -1), DEFAULTS);
    }

    @Test
    void eachWithChangesItsOwnValue() {
        SamplerSettings changed = DEFAULTS.withTemperature(0.1f)
                .withTopK(2)
                .withTopP(0.3f)
                .withMinP(0.4f)
                .withTypicalP(0.5f)
                .withRepeatLastN(6)
                .withRepeatPenalty(0.7f)
                .withPresencePenalty(0.8f)
                .withFrequencyPenalty(0.9f)
                .withSeed(10);
        assertEquals(new SamplerSettings(0.1f, 2, 0.3f, 0.4f, 0.5f, 6, 0.7f, 0.8f, 0.9f, 10), changed);
    }

    @Test
    void valuesOutsideTheirRangeAreRefusedWithTheirFlag() {
        refused(
                "temp is NaN, expected a number (0 always takes the most likely token).",
                s -> s.withTemperature(Float.NaN));
        refused("top-k is -2, expected 1 or more, or 0 for off.", s -> s.withTopK(-2));
        refused("top-p is 1.5, expected 0 to 1 (1 is off).", s -> s.withTopP(1.5f));
        refused("min-p is -0.1, expected 0 to 1 (0 is off).", s -> s.withMinP(-0.1f));
        refused("typical is NaN, expected 0 to 1 (1 is off).", s -> s.withTypicalP(Float.NaN));
        refused("repeat-last-n is -2, expected 1 or more, 0 for off or -1 for all tokens.", s -> s.withRepeatLastN(-2));
        refused("repeat-penalty is 0.0, expected a number above 0 (1 is off).", s -> s.withRepeatPenalty(0));
        refused(
                "presence-penalty is Infinity, expected a number (0 is off).",
                s -> s.withPresencePenalty(Float.POSITIVE_INFINITY));
        refused("frequency-penalty is NaN, expected a number (0 is off).", s -> s.withFrequencyPenalty(Float.NaN));
        refused("seed is -2, expected 0 or more, or -1 for a new seed each time.", s -> s.withSeed(-2));
    }

    private static void refused(String message, UnaryOperator<SamplerSettings> change) {
        CriaException e = assertThrows(CriaException.class, () -> change.apply(DEFAULTS));
        assertEquals(message, e.getMessage());
    }
}
