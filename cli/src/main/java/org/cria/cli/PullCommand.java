package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cria.cli.hub.Downloads;
import org.cria.cli.hub.HubEnvironment;
import org.cria.model.hub.HubReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cria pull}: downloads models. */
@Command(
        name = "pull",
        description = {
            "Downloads models from Hugging Face's hub, or what of them has changed.",
            "They lie where Hugging Face's own programs and llama.cpp look for them: in $HF_HUB_CACHE, else"
                    + " $HF_HOME/hub, else ~/.cache/huggingface/hub. A download that was ended goes on where it was."
                    + " Each model's file goes to stdout, everything else to stderr.",
            "$HF_TOKEN opens gated and private repositories, $HF_ENDPOINT is another hub; https_proxy and no_proxy count."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PullCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "OWNER/REPO[:QUANT|/FILE]",
            description =
                    "QUANT is a format such as Q8_0; Q4_K_M unless it does not fit the memory. hf: before it, and the"
                            + " address of its page, are understood too.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "On failure, prints the stack trace.")
    @SuppressWarnings("UnusedVariable") // who tells of a failure looks whether it was given
    private boolean verbose;

    @Override
    public Integer call() {
        List<HubReference> references = names.stream().map(HubReference::parse).toList();
        Downloads downloads = new Downloads(HubEnvironment.ofProcess());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        references.forEach(reference -> out.println(downloads.pull(reference)));
        return 0;
    }
}
