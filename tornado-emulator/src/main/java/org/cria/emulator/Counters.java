package org.cria.emulator;

/** Running figures of one emulator; read them through {@link Emulator#report()}. */
public final class Counters {
    long launches;
    long graphs;
    long recordedGraphs;
    long compiledKernels;
    long bytesToDevice;
    long bytesToHost;

    Counters() {}

    public void launched() {
        launches++;
    }

    /** @param recorded whether it repeated what it had recorded */
    public void ranGraph(boolean recorded) {
        graphs++;
        recordedGraphs += recorded ? 1 : 0;
    }

    public void compiled() {
        compiledKernels++;
    }

    public void copiedToDevice(long bytes) {
        bytesToDevice += bytes;
    }

    public void copiedToHost(long bytes) {
        bytesToHost += bytes;
    }
}
