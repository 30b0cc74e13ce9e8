package org.cria.emulator.launch;

/** Leaves a kernel that cannot go on; what was wrong is in the launch's findings. */
final class StopLaunch extends RuntimeException {
    private static final long serialVersionUID = 1;

    StopLaunch() {
        super("the launch stopped at a finding", null, false, false);
    }
}
