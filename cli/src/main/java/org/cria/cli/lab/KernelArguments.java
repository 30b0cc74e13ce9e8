package org.cria.cli.lab;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that have a chat talk through a kernel of one's own. */
public final class KernelArguments {
    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description = "Runs a kernel of your own, a Java file as 'cria lab new' writes it, after its check.")
    private @Nullable Path kernel;

    @Option(names = "--force", description = "Runs it even if it fails its check; receipts say so.")
    private boolean forced;

    /**
     * Begins with the kernel, if one was named.
     *
     * @param device that the model runs on, as {@code --device} has it
     */
    public void begin(ChatKernel chat, String device) {
        chat.checkOn(device);
        if (kernel != null) {
            System.err.println("kernel: " + chat.use(kernel, forced));
        }
    }
}
