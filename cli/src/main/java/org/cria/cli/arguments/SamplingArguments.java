package org.cria.cli.arguments;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.cria.model.sample.SamplerOrder;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Samplers;
import org.cria.model.sample.Setting;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** An option for each setting of the table of samplers, in the order in which they apply. */
public final class SamplingArguments {
    private final List<Row<?>> rows =
            Samplers.settings().stream().<Row<?>>map(Row::of).toList();

    private final OptionSpec order = OptionSpec.builder("--samplers")
            .paramLabel("NAMES")
            .type(String.class)
            .description(
                    "Which samplers are asked, in order, with ';' between. Default: " + SamplerOrder.STANDARD + ".")
            .build();
    private final OptionSpec letters = OptionSpec.builder("--sampling-seq", "--sampler-seq")
            .paramLabel("LETTERS")
            .type(String.class)
            .description("The same in letters: e d s k y p m x t in that order.")
            .build();
    private final OptionSpec breakers = OptionSpec.builder("--dry-sequence-breaker")
            .paramLabel("TEXT")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .description(
                    "Ends repetitions for --dry-multiplier, once for each text; 'none': nothing does.",
                    "Default: the end of a line, ':', '\"' and '*'.")
            .build();

    /** A setting and its option, which knows what was given. */
    private record Row<T extends Number>(Setting<T> setting, OptionSpec option) {
        static <T extends Number> Row<T> of(Setting<T> setting) {
            String[] names = Stream.concat(Stream.of(setting.name()), setting.aliases().stream())
                    .map(name -> (name.length() == 1 ? "-" : "--") + name)
                    .sorted(Comparator.comparing(name -> name.startsWith("--"))) // the short one first
                    .toArray(String[]::new);
            return new Row<>(
                    setting,
                    OptionSpec.builder(names)
                            .paramLabel(setting.symbol())
                            .type(setting.type())
                            .initialValue(setting.standard())
                            .description(setting.meaning() + " Default: ${DEFAULT-VALUE}.")
                            .build());
        }

        SamplerSettings into(SamplerSettings settings) {
            return settings.with(setting, setting.type().cast(option.<Object>getValue()));
        }
    }

    /** Called by Picocli when it makes the command. */
    @Spec
    void spec(CommandSpec spec) {
        rows.forEach(row -> spec.addOption(row.option));
        List.of(order, letters, breakers).forEach(spec::addOption);
    }

    /** What the options say. */
    public SamplerSettings settings() {
        SamplerSettings settings = SamplerSettings.defaults();
        for (Row<?> row : rows) {
            settings = row.into(settings);
        }
        return ordered(settings);
    }

    private SamplerSettings ordered(SamplerSettings settings) {
        SamplerSettings ordered = settings;
        @Nullable String names = order.getValue();
        if (names != null) {
            ordered = ordered.inOrder(SamplerOrder.parse(names));
        }
        @Nullable String sequence = letters.getValue();
        if (sequence != null) {
            ordered = ordered.inOrder(SamplerOrder.ofLetters(sequence));
        }
        @Nullable List<String> texts = breakers.getValue();
        if (texts != null) {
            List<String> chosen =
                    texts.stream().map(SamplingArguments::unescaped).toList();
            ordered = ordered.withBreakers(chosen.equals(List.of("none")) ? List.of() : chosen);
        }
        return ordered;
    }

    /** A breaker as a shell passes it: {@code \\n} is the end of a line. */
    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\t", "\t");
    }
}
