package org.cria.cli.hub;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cria.cli.report.ByteCount;
import org.cria.cli.terminal.Interrupts;
import org.cria.cli.terminal.PromptProgress;
import org.cria.cli.terminal.TerminalWidth;
import org.cria.kernels.CriaException;
import org.cria.model.AvailableMemory;
import org.cria.model.hub.Hub;
import org.cria.model.hub.HubReference;
import org.cria.model.hub.PullPlan;

/** Downloads with what a user sees of them, on stderr. */
public final class Downloads {
    private final HubEnvironment environment;

    public Downloads(HubEnvironment environment) {
        this.environment = environment;
    }

    /** What is asked before bytes come. */
    private interface Consent {
        void given(PullPlan plan);
    }

    /**
     * Downloads what a reference means now, and what of it has changed.
     *
     * @return the file that the model is opened by, or the folder of one in safetensors
     */
    public Path pull(HubReference reference) {
        return run(reference, plan -> {});
    }

    /**
     * The same where the user did not ask for a download: a question first.
     *
     * @param yes it is answered already
     */
    Path pullAfterQuestion(HubReference reference, boolean yes) {
        return run(reference, plan -> {
            if (!yes && plan.missing() > 0) {
                ask(plan);
            }
        });
    }

    private Path run(HubReference reference, Consent consent) {
        PrintStream err = System.err;
        AtomicBoolean running = new AtomicBoolean(true);
        try (Hub hub = new Hub(environment.settings(), environment.cache())) {
            Interrupts.onEnd(() -> {
                hub.stop();
                return running.get();
            });
            PullPlan plan = hub.plan(reference, AvailableMemory.bytes());
            plan.notes().forEach(note -> err.println("note: " + note));
            hub.checkRoom(plan);
            consent.given(plan);
            if (plan.missing() > 0) {
                err.println("downloading " + said(plan));
            }
            long start = System.nanoTime();
            Path path;
            boolean terminal = PromptProgress.onTerminal();
            try (DownloadBar bar =
                    new DownloadBar(err, terminal, terminal ? new TerminalWidth() : () -> 0, System::nanoTime)) {
                path = hub.pull(plan, bar);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            err.println(
                    plan.missing() == 0
                            ? plan.reference() + " is here already"
                            : "downloaded in " + TransferRate.time(Math.round(seconds)) + ", "
                                    + ByteCount.text((long) (plan.missing() / Math.max(0.001, seconds))) + "/s");
            return path;
        } finally {
            running.set(false);
        }
    }

    private String said(PullPlan plan) {
        String files = plan.files() == 1 ? "" : " in " + plan.files() + " files";
        String here = plan.missing() == plan.bytes() ? "" : ", " + ByteCount.text(plan.missing()) + " to come";
        return plan.reference() + ": " + ByteCount.text(plan.bytes()) + files + here + ", into "
                + environment.cache().folder();
    }

    private void ask(PullPlan plan) {
        if (!Question.isPossible()) {
            throw new CriaException(plan.reference() + ": not downloaded yet (" + ByteCount.text(plan.missing())
                    + "), and nobody can be asked here. Download it with 'cria pull " + plan.reference()
                    + "', or add -y.");
        }
        if (!Question.isAnsweredWithYes("not here yet: " + said(plan) + ". Download it?", true)) {
            throw new CriaException(plan.reference() + ": nothing was downloaded. 'cria models' lists what is here.");
        }
    }
}
