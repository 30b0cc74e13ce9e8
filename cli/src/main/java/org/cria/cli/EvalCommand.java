package org.cria.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cria.cli.arguments.ModelArguments;
import org.cria.cli.eval.EvalArguments;
import org.cria.cli.eval.EvalOutput;
import org.cria.cli.eval.TaskNames;
import org.cria.cli.terminal.Interrupts;
import org.cria.model.Model;
import org.cria.model.eval.EvalRun;
import org.cria.model.eval.EvalSettings;
import org.cria.model.eval.EvalTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cria eval}: what a model can do. */
@Command(
        name = "eval",
        description = {
            "Measures what a model can do.",
            "The figures are those of leaderboards: prompts and scores are those of lm-evaluation-harness 0.4.13. Data sets are read from files as they are"
                    + " published. A run that was ended goes on where it was."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "[MEASURE]",
        preprocessor = TaskNames.class,
        subcommands = {AdherenceCommand.class, EvalCompareCommand.class})
final class EvalCommand implements Callable<Integer> {
    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final EvalArguments evaluation = new EvalArguments();

    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Override
    public Integer call() throws IOException {
        List<EvalTask> tasks = evaluation.tasks();
        EvalOutput output = evaluation.output();
        EvalSettings settings = evaluation.settings(model::file);
        tasks.forEach(settings::parts); // data that is not there is told before minutes go into opening a model
        Interrupts.onInterrupt(() -> interrupted.set(true));
        try (Model loaded = model.open(model.options().withSessions(EvalArguments.SLOTS));
                EvalRun run = new EvalRun(loaded, settings, evaluation.log(loaded))) {
            output.of(run, tasks, loaded, settings, interrupted::get);
        }
        return interrupted.get() ? 1 : 0;
    }
}
