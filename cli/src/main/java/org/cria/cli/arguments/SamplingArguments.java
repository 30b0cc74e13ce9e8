package org.cria.cli.arguments;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.cria.model.sample.SamplerSettings;
import org.cria.model.sample.Samplers;
import org.cria.model.sample.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** An option for each setting of the table of samplers, in the order in which they apply. */
public final class SamplingArguments {
    private final List<Row<?>> rows =
            Samplers.settings().stream().<Row<?>>map(Row::of).toList();

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
    }

    /** What the options say. */
    public SamplerSettings settings() {
        SamplerSettings settings = SamplerSettings.defaults();
        for (Row<?> row : rows) {
            settings = row.into(settings);
        }
        return settings;
    }
}
