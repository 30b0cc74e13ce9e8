package org.cria.cli.chat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.cria.cli.text.SchemaFile;
import org.cria.kernels.CriaException;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.TokenGrammar;
import org.cria.model.sample.MinP;
import org.cria.model.sample.Penalties;
import org.cria.model.sample.SamplerOrder;
import org.cria.model.sample.Setting;
import org.cria.model.sample.Temperature;
import org.cria.model.sample.TopK;
import org.cria.model.sample.TopP;
import org.cria.model.sample.TypicalP;
import org.cria.model.schema.JsonSchema;

/** How answers are generated, as a chat may change it. */
public final class ChatSettings {
    /** Those that are changed most are shown first, all others in the order of their table. */
    private static final List<Setting<?>> ALL = Stream.concat(
                    Stream.of(
                            Temperature.VALUE, TopK.COUNT, TopP.MASS, MinP.RATIO, TypicalP.MASS, Penalties.LAST_TOKENS),
                    GenerationSettings.settings().stream())
            .distinct()
            .toList();

    private static final String THINK = "think";

    private static final String SAMPLERS = "samplers";

    private static final String FORMAT = "format";
    private static final String TEXT = "text";
    private static final String JSON = "json";

    /** What becomes of a model's thoughts. */
    enum Think {
        /** They are shown, dimmed. */
        ON,
        /** It is asked to have none. */
        OFF,
        /** It has them, and they are not shown. */
        HIDE;

        String typed() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private GenerationSettings current;
    private Think think = Think.ON;
    /** Whether that was chosen: else the template decides. */
    private boolean thinkChosen;

    /** What answers are bound to: {@code text} for nothing, {@code json}, or where that comes from. */
    private String format;

    private final Function<Grammar, TokenGrammar> grammars;

    public ChatSettings(GenerationSettings initial, Function<Grammar, TokenGrammar> grammars) {
        this(initial, TEXT, grammars);
    }

    /**
     * Settings.
     *
     * @param format what the initial ones are bound to, as it is shown
     * @param grammars makes grammars for the model's tokens
     */
    public ChatSettings(GenerationSettings initial, String format, Function<Grammar, TokenGrammar> grammars) {
        this.current = initial;
        this.format = format;
        this.grammars = grammars;
    }

    /** The names of all settings. */
    static List<String> names() {
        return Stream.concat(ALL.stream().<String>map(Setting::name), Stream.of(SAMPLERS, THINK, FORMAT))
                .toList();
    }

    GenerationSettings current() {
        return current;
    }

    Think think() {
        return think;
    }

    /** Whether the model is asked to think, or not to; empty where nobody chose, and its template decides. */
    Optional<Boolean> asksToThink() {
        return thinkChosen || current.reasoningBudget() == 0
                ? Optional.of(think != Think.OFF && current.reasoningBudget() != 0)
                : Optional.empty();
    }

    /** All settings by name, as they are typed. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        ALL.forEach(setting -> values.put(setting.name(), value(setting)));
        values.put(SAMPLERS, current.sampling().order().toString());
        values.put(THINK, think.typed());
        values.put(FORMAT, format);
        return values;
    }

    private <T extends Number> String value(Setting<T> setting) {
        return setting.text(current.get(setting));
    }

    /** Values of a setting that are worth offering, with what they are: as it stands, and as it is where nothing is chosen. */
    Map<String, String> usual(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        if (name.equals(THINK)) {
            values.put(Think.ON.typed(), "thoughts are shown, dimmed");
            values.put(Think.OFF.typed(), "the model is asked to have none");
            values.put(Think.HIDE.typed(), "thoughts are not shown");
        }
        if (name.equals(FORMAT)) {
            values.put(TEXT, "answers are what the model likes");
            values.put(JSON, "answers are JSON objects");
        }
        if (name.equals(SAMPLERS)) {
            values.put(current.sampling().order().toString(), "as it stands");
            values.putIfAbsent(SamplerOrder.STANDARD.toString(), "where nothing is chosen");
        }
        ALL.stream().filter(setting -> setting.name().equals(name)).forEach(setting -> {
            values.put(value(setting), "as it stands; may be " + setting.expected());
            values.putIfAbsent(standard(setting), "where nothing is chosen");
        });
        return values;
    }

    private static <T extends Number> String standard(Setting<T> setting) {
        return setting.text(setting.standard());
    }

    /**
     * Changes a setting.
     *
     * @throws CriaException if there is none of this name, or it cannot have this value
     */
    void set(String name, String value) {
        if (name.equals(THINK)) {
            think = Arrays.stream(Think.values())
                    .filter(each -> each.typed().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new CriaException("'" + value
                            + "' is no value for think, expected on, off or hide: /set think " + think.typed()
                            + " is how it stands."));
            thinkChosen = true;
            return;
        }
        if (name.equals(SAMPLERS)) {
            current = current.withSampling(current.sampling().inOrder(SamplerOrder.parse(value)));
            return;
        }
        if (name.equals(FORMAT)) {
            setFormat(value.strip());
            return;
        }
        Setting<?> setting = ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CriaException("'" + name + "' is not a setting, expected one of "
                        + String.join(", ", names()) + ": /set NAME VALUE."));
        try {
            current = with(setting, value);
        } catch (NumberFormatException e) {
            throw new CriaException(
                    "'" + value + "' is no value for " + name + ", expected " + setting.kind() + ": /set " + name + " "
                            + value(setting) + " is how it stands.",
                    e);
        }
    }

    private void setFormat(String value) {
        if (value.equals(TEXT)) {
            current = current.withoutGrammar();
        } else {
            if (!current.stops().isEmpty()) {
                throw new CriaException("stop strings would end an answer in the middle of its JSON, expected none."
                        + " Start the chat without -r.");
            }
            Grammar grammar = value.equals(JSON) ? JsonSchema.anyObject() : SchemaFile.read(ChatFiles.path(value));
            current = current.withGrammar(grammars.apply(grammar));
        }
        format = value;
    }

    private <T extends Number> GenerationSettings with(Setting<T> setting, String value) {
        return current.with(setting, setting.parse(value));
    }

    /** Takes over what a file holds; settings that this version does not know are left out, and so are files of schemas. */
    public void restore(Map<String, String> values) {
        values.forEach((name, value) -> {
            boolean usual = name.equals(THINK) && value.equals(Think.ON.typed());
            if (names().contains(name) && !usual && !name.equals(FORMAT)) {
                set(name, value);
            }
        });
    }
}
