package org.cria.cli.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.lora.LoraFile;
import org.cria.model.lora.LoraRewrite;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name low-rank adapters. */
public final class LoraArguments {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = "--lora",
            paramLabel = "FILE[:SCALE]",
            converter = ScaledFile.class,
            description =
                    "A LoRA adapter beside the model: GGUF, or a folder as PEFT saves it; may be given several times."
                            + " Default scale: 1.")
    private List<LoraFile> files = new ArrayList<>();

    @Option(names = "--lora-scaled", paramLabel = "FILE:SCALE", converter = ScaledFile.class, hidden = true)
    private List<LoraFile> scaled = new ArrayList<>();

    /** Whether there are any. */
    public boolean areGiven() {
        return !files.isEmpty() || !scaled.isEmpty();
    }

    /** What they make of a model. */
    public ProgramRewrite rewrite() {
        return areGiven()
                ? Usage.checked(
                        spec,
                        () -> new LoraRewrite(
                                Stream.concat(files.stream(), scaled.stream()).toList()))
                : ProgramRewrite.NONE;
    }
}
