package org.cria.cli.lab;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.lab.Fault;
import org.cria.kernels.lab.KernelLoader;
import org.cria.kernels.lab.KernelTemplate;
import org.cria.kernels.lab.KernelTrial;
import org.cria.kernels.lab.LoadedKernel;
import org.cria.model.Model;
import org.cria.model.lab.KernelDifference;
import org.jspecify.annotations.Nullable;

/** The kernel that a chat talks through. Only a user's word loads one: nothing of it is kept with a chat. */
public final class ChatKernel {
    private static final String FORCED = "FAILED ITS CHECK";

    private final Model model;
    private String device = Backends.host().name();
    private @Nullable LoadedKernel loaded;

    public ChatKernel(Model model) {
        this.model = model;
    }

    /** Checks kernels of devices on this one from now on, as {@code --device} has it. */
    void checkOn(String name) {
        device = name;
    }

    /**
     * Checks a kernel and runs on it from the next token on.
     *
     * @param forced whether one that fails its check runs nevertheless, with a remark in every receipt
     * @return what is worth telling
     * @throws CriaException when it does not compile, has no place, or fails its check
     */
    public String use(Path file, boolean forced) {
        KernelLoader loader = ProcessLoader.make();
        LoadedKernel kernel = loader.load(KernelFiles.read(file));
        String where = kernel.socket().isOfDevices() ? device : Backends.host().name();
        KernelTrial.Verdict verdict = new KernelTrial(loader, KernelTemplate.ofThisBuild(), Backends.choose(where))
                .run(kernel, Progress.NONE);
        if (!verdict.isRight() && !forced) {
            Fault first = verdict.faults().getFirst();
            throw new CriaException(file + (first.line() == 0 ? "" : ":" + first.line()) + ": " + first.kind() + ": "
                    + first.message() + " The kernel fails its check, so the chat goes on without it. 'cria lab run "
                    + file
                    + "' tells all; --force runs it nevertheless.");
        }
        model.kernels().use(kernel.kernel(), verdict.isRight() ? "" : FORCED);
        loaded = kernel;
        return model.kernels().own().orElseThrow()
                + (verdict.isRight() ? ", right in " + verdict.cases() + " cases" : "");
    }

    /** Goes back to the kernels of the device. */
    public void off() {
        model.kernels().useStandard();
        loaded = null;
    }

    /** What runs now. */
    public Optional<String> now() {
        return model.kernels().own();
    }

    /**
     * What the kernel changes in a text, as lines.
     *
     * @param text tokens
     * @param from the first that is compared
     * @throws CriaException when no own kernel runs, or there is no text
     */
    public String difference(int[] text, int from) {
        if (loaded == null) {
            throw new CriaException(
                    "no kernel of your own runs, so there is nothing to compare. /kernel use FILE runs one.");
        }
        if (from < 1 || from >= text.length) {
            throw new CriaException("there is no answer to compare yet. Say something first.");
        }
        KernelDifference found = KernelDifference.of(model, loaded.kernel(), text, from);
        return String.format(
                Locale.ROOT,
                "%s: KL divergence %.3g on average, %.3g at most; the same top token at %.1f %%, the same bits at %.1f %%%n"
                        + "a token takes %.2f ms with the kernel, %.2f ms with the one in use: %.2f times as fast",
                Count.of(found.tokens(), "token"),
                found.mean(),
                found.largest(),
                100 * found.sameTop(),
                100 * found.sameBits(),
                found.ownNanos() / 1e6,
                found.usedNanos() / 1e6,
                found.usedNanos() / found.ownNanos());
    }
}
