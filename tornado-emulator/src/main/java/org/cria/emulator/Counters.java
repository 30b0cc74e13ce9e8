package org.cria.emulator;

/** Running figures of one emulator; read them through {@link Emulator#report()}. */
public final class Counters {
    long launches;
    long graphs;
    long compiledKernels;
    long bytesToDevice;
    long bytesToHost;

    Counters() {}

    public void launched() {
        launches++;
    }

    public void ranGraph() {
        graphs++;
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
