package org.cria.model.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;

final class SamplerSettingsTest {
    private static final SamplerSettings DEFAULTS = SamplerSettings.defaults();

    @Test
    void theDefaultsAreLlamaCpps() {
        assertEquals(0.8f, DEFAULTS.get(Temperature.VALUE));
        assertEquals(40, DEFAULTS.get(TopK.COUNT));
        assertEquals(0.95f, DEFAULTS.get(TopP.MASS));
        assertEquals(0.05f, DEFAULTS.get(MinP.RATIO));
        assertEquals(1f, DEFAULTS.get(TypicalP.MASS));
        assertEquals(64, DEFAULTS.get(Penalties.LAST_TOKENS));
        assertEquals(1f, DEFAULTS.get(Penalties.REPEAT));
        assertEquals(0f, DEFAULTS.get(Penalties.PRESENCE));
        assertEquals(0f, DEFAULTS.get(Penalties.FREQUENCY));
        assertEquals(-1L, DEFAULTS.get(Sampler.SEED));
    }

    @Test
    void theNamesAreLlamaCppsAndEachIsThereOnce() {
        List<String> known = List.of(
                "repeat-penalty",
                "repeat-last-n",
                "presence-penalty",
                "frequency-penalty",
                "top-k",
                "typical",
                "top-p",
                "min-p",
                "temp",
                "seed");
        assertEquals(
                known,
                Samplers.settings().stream()
                        .map(Setting::name)
                        .filter(known::contains)
                        .toList());
        Set<String> names = new HashSet<>();
        for (Setting<?> setting : Samplers.settings()) {
            assertTrue(names.add(setting.name()), setting.name());
            setting.aliases().forEach(alias -> assertTrue(names.add(alias), alias));
        }
    }

    @Test
    void everySettingHasALineOfHelpAndItsDefaultIsInItsRange() {
        for (Setting<?> setting : Samplers.settings()) {
            assertTrue(setting.meaning().endsWith("."), setting.name() + ": " + setting.meaning());
            assertTrue(setting.symbol().length() == 1, setting.name() + ": " + setting.symbol());
            standardIsReadAndChecked(setting);
        }
    }

    private static <T extends Number> void standardIsReadAndChecked(Setting<T> setting) {
        T standard = setting.standard();
        assertEquals(standard, setting.checked(setting.parse(setting.text(standard))), setting.name());
    }

    @Test
    void eachWithChangesItsOwnValue() {
        for (Setting<?> setting : Samplers.settings()) {
            onlyItselfChanges(
                    setting, setting.standard() instanceof Float ? "0.25" : setting == Mirostat.VERSION ? "1" : "7");
        }
    }

    private static <T extends Number> void onlyItselfChanges(Setting<T> setting, String value) {
        SamplerSettings changed = DEFAULTS.with(setting, setting.parse(value));
        for (Setting<?> each : Samplers.settings()) {
            assertEquals(each == setting ? setting.parse(value) : DEFAULTS.get(each), changed.get(each), each.name());
        }
        assertEquals(setting.name() + " " + value, changed.toString());
        assertNotEquals(DEFAULTS, changed);
        assertEquals(DEFAULTS, changed.with(setting, setting.standard()));
    }

    @Test
    void equalChoicesAreEqualInWhateverOrderTheyWereMade() {
        SamplerSettings one = DEFAULTS.with(TopK.COUNT, 2).with(TopP.MASS, 0.5f);
        SamplerSettings other =
                DEFAULTS.with(TopP.MASS, 0.5f).with(TopK.COUNT, 9).with(TopK.COUNT, 2);
        assertEquals(one, other);
        assertEquals(one.hashCode(), other.hashCode());
        assertEquals("top-k 2, top-p 0.5", one.toString());
        assertEquals("", DEFAULTS.toString());
    }

    @Test
    void valuesAreTypedWithoutTheZeroesOfAFloat() {
        assertEquals("1", Penalties.REPEAT.text(1f));
        assertEquals("0.25", Penalties.REPEAT.text(0.25f));
        assertEquals("-1", Sampler.SEED.text(-1L));
        assertThrows(NumberFormatException.class, () -> TopK.COUNT.parse("1.5"));
        assertThrows(NumberFormatException.class, () -> TopP.MASS.parse("half"));
    }

    @Test
    void valuesOutsideTheirRangeAreRefusedWithTheirName() {
        refused(
                "temp is NaN, expected a number (0 always takes the most likely token).",
                s -> s.with(Temperature.VALUE, Float.NaN));
        refused("top-k is -2, expected 1 or more, or 0 for off.", s -> s.with(TopK.COUNT, -2));
        refused("top-p is 1.5, expected 0 to 1 (1 is off).", s -> s.with(TopP.MASS, 1.5f));
        refused("min-p is -0.1, expected 0 to 1 (0 is off).", s -> s.with(MinP.RATIO, -0.1f));
        refused("typical is NaN, expected 0 to 1 (1 is off).", s -> s.with(TypicalP.MASS, Float.NaN));
        refused(
                "repeat-last-n is -2, expected 1 or more, 0 for off or -1 for all tokens.",
                s -> s.with(Penalties.LAST_TOKENS, -2));
        refused("repeat-penalty is 0.0, expected a number above 0 (1 is off).", s -> s.with(Penalties.REPEAT, 0f));
        refused(
                "presence-penalty is Infinity, expected a number (0 is off).",
                s -> s.with(Penalties.PRESENCE, Float.POSITIVE_INFINITY));
        refused("frequency-penalty is NaN, expected a number (0 is off).", s -> s.with(Penalties.FREQUENCY, Float.NaN));
        refused("seed is -2, expected 0 or more, or -1 for a new seed each time.", s -> s.with(Sampler.SEED, -2L));
    }

    private static void refused(String message, UnaryOperator<SamplerSettings> change) {
        CriaException e = assertThrows(CriaException.class, () -> change.apply(DEFAULTS));
        assertEquals(message, e.getMessage());
    }
}
