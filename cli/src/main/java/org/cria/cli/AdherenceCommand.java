package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cria.cli.adherence.AdherenceReport;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.adherence.Adherence;
import org.cria.model.adherence.Probe;
import org.cria.model.adherence.Script;
import org.cria.model.chat.ChatTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria eval adherence}: whether a model keeps to its system prompt. */
@Command(
        name = "adherence",
        description = {
            "Measures whether a model keeps to its system prompt in long conversations.",
            "Scripted conversations, whose instructions can be checked without judgement, outgrow a context of -c tokens."
                    + " Three policies: the system prompt stays in front of what is left (pinned: what"
                    + " 'cria chat' does), it goes with the first exchange (only at the start), or every message repeats it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AdherenceCommand implements Callable<Integer>, Windowed {
    private static final int DEFAULT_WINDOW = 256;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final TemplateArguments template = new TemplateArguments();

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "Messages in each conversation. Default: ${DEFAULT-VALUE}.")
    private int turns = 20;

    @Option(
            names = {"-n", "--predict"},
            paramLabel = "N",
            description = "Most tokens of an answer. Default: ${DEFAULT-VALUE}.")
    private int predict = 48;

    @Option(names = "--json", description = "Prints one JSON object, with all answers.")
    private boolean json;

    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public int window() {
        return DEFAULT_WINDOW;
    }

    @Override
    public Integer call() {
        check("--turns", turns);
        check("-n", predict);
        ChatTemplate chosen = template.ofModel(model.file());
        ModelOptions options = model.options();
        int window = options.contextSize() == ModelOptions.DEFAULT_CONTEXT ? DEFAULT_WINDOW : options.contextSize();
        Interrupts.onInterrupt(() -> interrupted.set(true));
        try (Model loaded = model.open(options.withContextSize(window));
                PromptProgress progress = new PromptProgress("asking", PromptProgress.onTerminal())) {
            Probe probe = new Probe(loaded, chosen, Script.ALL, turns, predict);
            Adherence result = probe.run((done, all) -> progress.goOn(done, all) && !interrupted.get());
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            AdherenceReport report =
                    new AdherenceReport(model.file().getFileName().toString(), probe, result);
            out.print(json ? report.json() + "\n" : report.text());
            out.flush();
        }
        return interrupted.get() ? 1 : 0;
    }

    private void check(String option, int found) {
        if (found < 1) {
            throw new ParameterException(spec.commandLine(), option + " is " + found + ", expected 1 or more.");
        }
    }
}
