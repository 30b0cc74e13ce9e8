package org.cria.cli.eval;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.cria.model.eval.Tasks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code adherence} names a command below {@code eval}, and a task: beside other tasks it is the task. Picocli would take it for the
 * command, so it goes under another name there.
 */
public final class TaskNames implements IParameterPreprocessor {
    private static final String ADHERENCE = "adherence";
    private static final String AS_TASK = "task:adherence";

    /** The name of a task as the user wrote it. */
    static String plain(String name) {
        return name.equals(AS_TASK) ? ADHERENCE : name;
    }

    @Override
    @SuppressWarnings("JdkObsolete") // Picocli's
    public boolean preprocess(
            Stack<String> args, CommandSpec command, @Nullable ArgSpec argument, Map<String, Object> info) {
        List<String> others =
                Tasks.names().stream().filter(name -> !name.equals(ADHERENCE)).toList();
        if (args.contains(ADHERENCE) && !Collections.disjoint(args, others)) {
            Collections.replaceAll(args, ADHERENCE, AS_TASK);
        }
        return false;
    }
}
