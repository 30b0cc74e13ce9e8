package org.cria.cli.arguments;

import org.cria.model.sample.SamplerSettings;
import picocli.CommandLine.Option;

/** The options of the sampler chain, in the order in which they apply. */
public final class SamplingArguments {
    private static final SamplerSettings DEFAULTS = SamplerSettings.defaults();

    @Option(
            names = "--repeat-penalty",
            paramLabel = "X",
            description = "Divides the logits of tokens seen lately; 1: off. Default: ${DEFAULT-VALUE}.")
    private float repeatPenalty = DEFAULTS.repeatPenalty();

    @Option(
            names = "--repeat-last-n",
            paramLabel = "N",
            description = "How many tokens the penalties look back; 0: off, -1: all. Default: ${DEFAULT-VALUE}.")
    private int repeatLastN = DEFAULTS.repeatLastN();

    @Option(
            names = "--presence-penalty",
            paramLabel = "X",
            description = "Subtracted from the logits of tokens seen lately. Default: ${DEFAULT-VALUE}.")
    private float presencePenalty = DEFAULTS.presencePenalty();

    @Option(
            names = "--frequency-penalty",
            paramLabel = "X",
            description = "The same, for each time a token was seen. Default: ${DEFAULT-VALUE}.")
    private float frequencyPenalty = DEFAULTS.frequencyPenalty();

    @Option(
            names = "--top-k",
            paramLabel = "N",
            description = "Keeps the N likeliest tokens; 0: off. Default: ${DEFAULT-VALUE}.")
    private int topK = DEFAULTS.topK();

    @Option(
            names = {"--typical", "--typical-p"},
            paramLabel = "P",
            description = "Locally typical sampling; 1: off. Default: ${DEFAULT-VALUE}.")
    private float typicalP = DEFAULTS.typicalP();

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Keeps the likeliest tokens with this probability in all; 1: off. Default: ${DEFAULT-VALUE}.")
    private float topP = DEFAULTS.topP();

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description =
                    "Keeps tokens at least P times as likely as the likeliest; 0: off. Default: ${DEFAULT-VALUE}.")
    private float minP = DEFAULTS.minP();

    @Option(
            names = {"--temp", "--temperature"},
            paramLabel = "X",
            description = "Higher is more random; 0: always the likeliest token. Default: ${DEFAULT-VALUE}.")
    private float temperature = DEFAULTS.temperature();

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "N",
            description = "Repeats a run; -1: a new one each time. Default: ${DEFAULT-VALUE}.")
    private long seed = DEFAULTS.seed();

    public SamplerSettings settings() {
        return new SamplerSettings(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repeatLastN,
                repeatPenalty,
                presencePenalty,
                frequencyPenalty,
                seed);
    }
}
