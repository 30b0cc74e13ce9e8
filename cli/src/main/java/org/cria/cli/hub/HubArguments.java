package org.cria.cli.hub;

import java.nio.file.Path;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.cria.model.AvailableMemory;
import org.cria.model.hub.HubModel;
import org.cria.model.hub.HubReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** A model of Hugging Face's hub, and whether it may be downloaded. */
public final class HubArguments {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = {"-hf", "-hfr", "--hf-repo"},
            paramLabel = "OWNER/REPO[:QUANT]",
            description = "A model of Hugging Face's hub, the same as -m hf:OWNER/REPO[:QUANT]; downloaded if it is not"
                    + " here yet. QUANT: Q4_K_M unless given.")
    private @Nullable String repository;

    @Option(
            names = {"-hff", "--hf-file"},
            paramLabel = "FILE",
            description = "A file of that repository, instead of QUANT.")
    private @Nullable String file;

    @Option(
            names = {"-y", "--yes"},
            description = "Downloads without a question.")
    private boolean yes;

    @Option(names = "--offline", description = "Downloads nothing.")
    private boolean offline;

    /** What {@code -hf} names. */
    public Optional<HubReference> given() {
        if (repository == null) {
            if (file != null) {
                throw new ParameterException(
                        spec.commandLine(), "-hff is for a repository: name it with -hf OWNER/REPO.");
            }
            return Optional.empty();
        }
        HubReference reference = HubReference.parse(repository);
        return Optional.of(file == null ? reference : reference.withFile(Optional.of(file)));
    }

    /**
     * The file of a model, downloaded if need be.
     *
     * @throws CriaException if it is not here and cannot be had, or the user does not want it
     */
    public Path file(HubReference reference) {
        HubEnvironment environment = HubEnvironment.ofProcess();
        Optional<HubModel> here = here(environment, reference);
        if (here.isPresent()) {
            return here.get().path();
        }
        if (offline || environment.isOffline()) {
            throw new CriaException(
                    reference + ": not on this machine, and " + (offline ? "--offline" : "HF_HUB_OFFLINE")
                            + " says that nothing is to be downloaded. Leave that out, or choose another; 'cria models' lists what"
                            + " is here.");
        }
        return new Downloads(environment).pullAfterQuestion(reference, yes);
    }

    /**
     * The file of a model that is here.
     *
     * @throws CriaException if it is not
     */
    public static Path atHand(HubReference reference) {
        return here(HubEnvironment.ofProcess(), reference)
                .orElseThrow(() -> new CriaException(
                        reference + ": not on this machine. Download it with 'cria pull " + reference + "'."))
                .path();
    }

    private static Optional<HubModel> here(HubEnvironment environment, HubReference reference) {
        return environment.library().find(reference, AvailableMemory.bytes());
    }
}
