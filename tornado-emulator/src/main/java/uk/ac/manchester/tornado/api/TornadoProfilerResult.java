package uk.ac.manchester.tornado.api;

import org.cria.emulator.graph.RunFigures;

/**
 * Figures of one {@code execute()}: of TornadoVM's {@code TornadoProfilerResult} those that mean something without a
 * device. Times in nanoseconds.
 */
public class TornadoProfilerResult {
    private final RunFigures figures;

    TornadoProfilerResult(RunFigures figures) {
        this.figures = figures;
    }

    public long getTotalTime() {
        return figures.totalNanos();
    }

    public long getCompileTime() {
        return figures.compileNanos();
    }

    public long getDeviceKernelTime() {
        return figures.kernelNanos();
    }

    public long getTotalBytesCopyIn() {
        return figures.bytesToDevice();
    }

    public long getTotalBytesCopyOut() {
        return figures.bytesToHost();
    }

    public long getTotalBytesTransferred() {
        return figures.bytesToDevice() + figures.bytesToHost();
    }

    public long getTotalDeviceMemoryUsage() {
        return figures.deviceBytes();
    }
}
