package org.cria.cli.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.cli.arguments.Usage;
import org.cria.model.train.AdapterSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what an adapter is to be. */
public final class AdapterArguments {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(names = "--rank", paramLabel = "N", description = "The adapter's rank. Default: ${DEFAULT-VALUE}.")
    private int rank = 16;

    @Option(
            names = "--alpha",
            paramLabel = "X",
            description = "What the adapter adds is multiplied by alpha / rank. Default: twice the rank.")
    private @Nullable Double alpha;

    @Option(
            names = "--targets",
            split = ",",
            paramLabel = "NAME",
            description =
                    "The matrices that are tweaked, by their names on the hub: q_proj,k_proj,v_proj,o_proj,gate_proj,"
                            + "up_proj,down_proj. Default: all of these.")
    private List<String> targets = new ArrayList<>();

    /**
     * What it is to be.
     *
     * @param from an adapter to begin with
     * @param seed of the values to begin with where there is none
     */
    public AdapterSettings settings(Optional<Path> from, long seed) {
        return Usage.checked(
                spec, () -> new AdapterSettings(rank, alpha == null ? 2.0 * rank : alpha, targets, from, seed));
    }
}
