package org.cria.cli.arguments;

import java.util.ArrayList;
import java.util.List;
import org.cria.model.generation.GenerationSettings;
import picocli.CommandLine.Option;

/** Where a generated text ends, besides where the model ends it. */
public final class EndArguments {
    @Option(
            names = {"-n", "--predict"},
            paramLabel = "N",
            description = "Most tokens to generate; -1: until the model ends or the context is full. Default: -1.")
    private int predict = GenerationSettings.UNLIMITED;

    @Option(
            names = {"-r", "--stop"},
            paramLabel = "TEXT",
            description = "Ends the text before TEXT; may be given several times.")
    private List<String> stops = new ArrayList<>();

    /** The most tokens, or {@link GenerationSettings#UNLIMITED}. */
    public int predict() {
        return predict;
    }

    /** Texts before which it ends, as they were given. */
    public List<String> stops() {
        return List.copyOf(stops);
    }
}
