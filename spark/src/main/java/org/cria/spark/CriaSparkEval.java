package org.cria.spark;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.cria.cli.arguments.Usage;
import org.cria.cli.eval.EvalArguments;
import org.cria.cli.eval.EvalOutput;
import org.cria.model.Model;
import org.cria.model.eval.EvalRun;
import org.cria.model.eval.EvalSettings;
import org.cria.model.eval.EvalTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cria-spark eval}: what a model can do, its questions answered by executors. */
@Command(
        name = "eval",
        description = {
            "Measures what a model can do, as 'cria eval' does and with the same results.",
            "The driver has the data sets and makes the questions, executors answer them. A run that was ended goes on where it was."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CriaSparkEval implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Mixin
    private final SetupArguments setup = new SetupArguments();

    @Mixin
    private final EvalArguments evaluation = new EvalArguments();

    private final Supplier<SparkSession> sessions;

    CriaSparkEval(Supplier<SparkSession> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Integer call() {
        ModelSetup wanted = Usage.checked(spec, setup::setup);
        List<EvalTask> tasks = evaluation.tasks();
        EvalOutput output = evaluation.output();
        Usage.checked(spec, () -> CriaBatch.checked(tasks));
        SparkContext context = sessions.get().sparkContext();
        try {
            ModelSetup placed = wanted.placed(context);
            EvalSettings settings = evaluation.settings(placed::file);
            try (Model model = CriaBatch.onDriver(placed);
                    EvalRun run = new EvalRun(
                            model, settings, evaluation.log(model), new ClusterRespondent(context, placed))) {
                output.of(run, tasks, model, settings, () -> false);
            }
        } catch (ParameterException e) {
            throw e;
        } catch (Exception e) {
            throw Causes.told(e);
        }
        return 0;
    }
}
