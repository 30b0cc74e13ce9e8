package uk.ac.manchester.tornado.api;

import org.cria.emulator.graph.PlanRun;

/** What one {@code execute()} left behind: TornadoVM's {@code TornadoExecutionResult}. */
public class TornadoExecutionResult {
    private final PlanRun run;
    private final TornadoProfilerResult profile;

    TornadoExecutionResult(PlanRun run) {
        this.run = run;
        this.profile = new TornadoProfilerResult(run.lastFigures());
    }

    public TornadoProfilerResult getProfilerResult() {
        return profile;
    }

    /** Copies objects that were declared {@code UNDER_DEMAND} to the host now. */
    public TornadoExecutionResult transferToHost(Object... objects) {
        run.transferToHost(objects);
        return this;
    }

    /** Always: {@code execute()} returns when everything is done. */
    public boolean isReady() {
        return true;
    }
}
