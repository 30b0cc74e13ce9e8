package org.cria.model.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tasks that come with Cria, by name. A new one is a file beside this class, and its name here. */
public final class Tasks {
    private static final List<String> NAMES = List.of(
            "mmlu",
            "gsm8k",
            "arc_challenge",
            "hellaswag",
            "winogrande",
            "truthfulqa_mc1",
            "truthfulqa_mc2",
            "ifeval",
            "multi_if",
            "adherence",
            "perplexity");

    private static final Map<String, List<String>> GROUPS =
            Map.of("openllm", List.of("arc_challenge", "hellaswag", "truthfulqa_mc2", "mmlu", "winogrande", "gsm8k"));

    private Tasks() {}

    /** All names, groups last. */
    public static List<String> names() {
        List<String> all = new ArrayList<>(NAMES);
        GROUPS.keySet().stream().sorted().forEach(all::add);
        return all;
    }

    /** The tasks that a name stands for; empty if there is none of this name. */
    public static Optional<List<EvalTask>> of(String name) {
        List<String> wanted = GROUPS.getOrDefault(name, NAMES.contains(name) ? List.of(name) : List.of());
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(wanted.stream()
                        .map(each -> TaskFile.builtIn(each).orElseThrow())
                        .toList());
    }
}
