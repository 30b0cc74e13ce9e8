package org.cria.cli.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.sample.SamplerSettings;

/** How answers are generated, as a chat may change it. To add a setting, add a row. */
public final class ChatSettings {
    /**
     * One setting.
     *
     * @param name as the option of the command line without its dashes
     * @param get its value, as it is typed
     * @param with the settings with another value; a {@link NumberFormatException} if it is no number
     */
    private record Row(
            String name,
            String expected,
            Function<GenerationSettings, String> get,
            BiFunction<GenerationSettings, String, GenerationSettings> with) {}

    private static final String NUMBER = "a number";
    private static final String WHOLE = "a whole number";

    private static final List<Row> ROWS = List.of(
            sampling("temp", NUMBER, s -> text(s.temperature()), (s, v) -> s.withTemperature(Float.parseFloat(v))),
            sampling("top-k", WHOLE, s -> text(s.topK()), (s, v) -> s.withTopK(Integer.parseInt(v))),
            sampling("top-p", NUMBER, s -> text(s.topP()), (s, v) -> s.withTopP(Float.parseFloat(v))),
            sampling("min-p", NUMBER, s -> text(s.minP()), (s, v) -> s.withMinP(Float.parseFloat(v))),
            sampling("typical", NUMBER, s -> text(s.typicalP()), (s, v) -> s.withTypicalP(Float.parseFloat(v))),
            sampling(
                    "repeat-last-n",
                    WHOLE,
                    s -> text(s.repeatLastN()),
                    (s, v) -> s.withRepeatLastN(Integer.parseInt(v))),
            sampling(
                    "repeat-penalty",
                    NUMBER,
                    s -> text(s.repeatPenalty()),
                    (s, v) -> s.withRepeatPenalty(Float.parseFloat(v))),
            sampling(
                    "presence-penalty",
                    NUMBER,
                    s -> text(s.presencePenalty()),
                    (s, v) -> s.withPresencePenalty(Float.parseFloat(v))),
            sampling(
                    "frequency-penalty",
                    NUMBER,
                    s -> text(s.frequencyPenalty()),
                    (s, v) -> s.withFrequencyPenalty(Float.parseFloat(v))),
            sampling("seed", WHOLE, s -> text(s.seed()), (s, v) -> s.withSeed(Long.parseLong(v))),
            new Row("predict", WHOLE, s -> text(s.predict()), (s, v) -> s.withPredict(Integer.parseInt(v))));

    private GenerationSettings current;

    public ChatSettings(GenerationSettings initial) {
        this.current = initial;
    }

    private static Row sampling(
            String name,
            String expected,
            Function<SamplerSettings, String> get,
            BiFunction<SamplerSettings, String, SamplerSettings> with) {
        return new Row(
                name,
                expected,
                settings -> get.apply(settings.sampling()),
                (settings, value) -> settings.withSampling(with.apply(settings.sampling(), value)));
    }

    private static String text(Number value) {
        return value instanceof Float f && f == Math.rint(f)
                ? String.format(Locale.ROOT, "%.0f", f)
                : String.valueOf(value);
    }

    /** The names of all settings. */
    static List<String> names() {
        return ROWS.stream().map(Row::name).toList();
    }

    GenerationSettings current() {
        return current;
    }

    /** All settings by name, as they are typed. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        ROWS.forEach(row -> values.put(row.name, row.get.apply(current)));
        return values;
    }

    /**
     * Changes a setting.
     *
     * @throws CriaException if there is none of this name, or it cannot have this value
     */
    void set(String name, String value) {
        Row row = ROWS.stream()
                .filter(each -> each.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new CriaException("'" + name + "' is not a setting, expected one of "
                        + names().stream().collect(Collectors.joining(", ")) + ": /set NAME VALUE."));
        try {
            current = row.with.apply(current, value);
        } catch (NumberFormatException e) {
            throw new CriaException(
                    "'" + value + "' is no value for " + name + ", expected " + row.expected + ": /set " + name + " "
                            + row.get.apply(current) + " is how it stands.",
                    e);
        }
    }

    /** Takes over what a file holds; settings that this version does not know are left out. */
    public void restore(Map<String, String> values) {
        values.forEach((name, value) -> {
            if (names().contains(name)) {
                set(name, value);
            }
        });
    }
}
