package org.cria.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cria.cli.arguments.DraftArguments;
import org.cria.cli.arguments.EndArguments;
import org.cria.cli.arguments.GrammarArguments;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.arguments.SamplingArguments;
import org.cria.cli.arguments.TextArguments;
import org.cria.cli.arguments.Usage;
import org.cria.cli.report.EnergyText;
import org.cria.cli.report.ReceiptText;
import org.cria.cli.report.RunReport;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.kernels.Count;
import org.cria.model.Model;
import org.cria.model.bench.MachineEnergy;
import org.cria.model.forward.Session;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.Piece;
import org.cria.model.generation.StopReason;
import org.cria.model.generation.Timings;
import org.cria.model.tokenizer.Tokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria run}: continues a text. */
@Command(
        name = "run",
        description = "Continues a text. The text goes to stdout, everything else to stderr.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final TextArguments prompt = new TextArguments();

    @Mixin
    private final EndArguments end = new EndArguments();

    @Option(
            names = "--special",
            description =
                    "Spellings of control tokens in the prompt, such as those of infill tasks, become these tokens.")
    private boolean special;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final GrammarArguments grammar = new GrammarArguments();

    @Mixin
    private final DraftArguments draft = new DraftArguments();

    @Option(names = "--json", description = "Prints one JSON object at the end instead of the text.")
    private boolean json;

    @Option(
            names = "--logprobs",
            paramLabel = "K",
            description =
                    "With --json: the K likeliest tokens of each step, before any sampler. Default: ${DEFAULT-VALUE}.")
    private int logprobs = 0;

    @Override
    public Integer call() throws IOException {
        String text = prompt.text();
        if (logprobs < 0) {
            throw new ParameterException(spec.commandLine(), "--logprobs is " + logprobs + ", expected 0 or more.");
        }
        GenerationSettings settings = Usage.checked(
                spec,
                () -> new GenerationSettings(
                        sampling.settings(), end.predict(), stops(), json ? logprobs : GenerationSettings.NONE));
        grammar.read(end.stops());
        draft.check();
        try (Model loaded = model.open();
                DraftArguments.Opened drafting = draft.open(model, loaded);
                Session session = loaded.newSession();
                PromptProgress progress = new PromptProgress("reading prompt", PromptProgress.onTerminal())) {
            Tokenizer tokenizer = loaded.tokenizer();
            int[] tokens = tokenizer.framed(special ? tokenizer.encodeTemplate(text) : tokenizer.encode(text));
            GenerationSettings own = grammar.into(settings, loaded).withSpeculation(drafting.speculation());
            Generation generation = loaded.generate(session, tokens, own).watch(progress);
            Interrupts.onInterrupt(generation::cancel);
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            Optional<EnergyText> energy =
                    model.verbose() ? Optional.of(new EnergyText(MachineEnergy.here())) : Optional.empty();
            List<Piece> pieces = stream(generation, out, () -> energy.ifPresent(EnergyText::keepUp));
            if (json) {
                out.println(RunReport.json(tokens, pieces, generation, loaded));
            } else if (!out.checkError()) {
                out.println();
            }
            out.flush();
            report(generation, loaded);
            energy.ifPresent(counted -> counted.print(
                    generation.timings().promptTokens() + generation.timings().generatedTokens()));
        }
        return 0;
    }

    /** Generates to the end, with something done at each token; a reader that went away ends it too. */
    private List<Piece> stream(Generation generation, PrintStream out, Runnable each) {
        List<Piece> pieces = new ArrayList<>();
        while (generation.hasNext()) {
            Piece piece = generation.next();
            each.run();
            if (json) {
                pieces.add(piece);
                continue;
            }
            out.print(piece.text());
            if (out.checkError()) {
                generation.cancel();
            }
        }
        if (!json) {
            out.print(generation.heldBack());
        }
        return pieces;
    }

    private List<String> stops() {
        return end.stops().stream().map(prompt::processed).toList();
    }

    private void report(Generation generation, Model loaded) {
        if (generation.stopReason().orElseThrow() == StopReason.CONTEXT) {
            System.err.println("[ The context of " + Count.of(loaded.contextSize(), "token")
                    + " is full: the text ends here. A larger one: -c N. ]");
        }
        if (Interrupts.isLeaving()) {
            System.err.println("[ Stopped. ]");
        }
        Timings timings = generation.timings();
        System.err.printf(
                Locale.ROOT,
                "[ Prompt: %.1f t/s | Generation: %.1f t/s ]%n",
                timings.promptTokensPerSecond(),
                timings.generatedTokensPerSecond());
        if (model.verbose()) {
            System.err.println("stopped by " + generation.stopReason().orElseThrow() + ", seed " + generation.seed()
                    + ", " + timings);
            if (draft.isAsked()) {
                System.err.println("drafts: " + timings.drafts());
            }
            ReceiptText.print(loaded);
        }
    }
}
