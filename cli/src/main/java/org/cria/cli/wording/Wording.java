package org.cria.cli.wording;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * Puts options and commands where explanations mention controls. A control whose option is its name with two dashes needs no row
 * here.
 */
public final class Wording {
    /**
     * The command line's words for a control.
     *
     * @param control its name
     * @param names the usual one first
     * @param how what to type
     */
    private record Row(String control, List<String> names, String how) {}

    private static final Map<String, Row> ROWS = Stream.of(
                    row("context size", "-c", "--ctx-size"),
                    row("GPU layers", "-ngl", "--gpu-layers"),
                    row("threads", "-t", "--threads"),
                    row("batch size", "-b", "--batch-size"),
                    row("slots", "-np", "--parallel"),
                    row("api key", "--api-key-file"),
                    row("keys", "-ctk"),
                    row("values", "-ctv"),
                    row("cache", "-ctk and -ctv"),
                    row("model", "-m"),
                    row("predict", "-n", "--predict"),
                    row("prompt", "-p or -f"),
                    row("numbers of the test", "-p, -n, -pg or -d"),
                    typed("chat template", "--chat-template", "--chat-template NAME"),
                    row("clear", "/clear"),
                    typed("save", "/save", "/save FILE"),
                    typed("fork", "/fork", "/fork NAME"),
                    row("switch", "/switch"),
                    row("the inspection", "'cria inspect'"),
                    row("the doctor", "'cria doctor'"),
                    row("the tuner", "'cria tune'"),
                    row("reset of the tuner", "'cria tune --reset'"),
                    row("the folder of tuned sizes", "XDG_CACHE_HOME"),
                    row("hub token", "HF_TOKEN"),
                    row("hub cache", "HF_HUB_CACHE"),
                    row("the list of devices", "'cria devices'"))
            .collect(Collectors.toMap(Row::control, Function.identity()));

    private Wording() {}

    private static Row row(String control, String... names) {
        return new Row(control, List.of(names), names[0]);
    }

    private static Row typed(String control, String name, String how) {
        return new Row(control, List.of(name), how);
    }

    /** An explanation for users of the command line. */
    public static String of(Explanation explanation) {
        return explanation.worded(Wording::words);
    }

    /** Why something failed, for users of the command line. */
    public static String of(CriaException failure) {
        return of(failure.explanation());
    }

    /** The same of anything that was thrown. */
    public static String described(Throwable failure) {
        return failure instanceof CriaException known ? of(known) : failure.toString();
    }

    private static String words(Control.Mention mention) {
        Row row = row(mention.control());
        return switch (mention.form()) {
            case NAME -> row.names.getFirst();
            case NAMES -> String.join("/", row.names);
            case VALUE -> row.names.getFirst() + " " + mention.value();
            case HOW -> " with " + row.how;
            case ASIDE -> " (" + row.names.getFirst() + ")";
        };
    }

    private static Row row(Control control) {
        String option = "--" + control.name().toLowerCase(Locale.ROOT).replace(' ', '-');
        return ROWS.getOrDefault(control.name(), row(control.name(), option));
    }
}
