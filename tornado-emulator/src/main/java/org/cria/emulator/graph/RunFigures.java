package org.cria.emulator.graph;

/**
 * Figures of one {@code execute()}.
 *
 * @param totalNanos    from start to end
 * @param compileNanos  in compiling kernels
 * @param kernelNanos   in running kernels
 * @param bytesToDevice copied from host arrays
 * @param bytesToHost   copied to host arrays
 * @param deviceBytes   of device copies, after the run
 */
public record RunFigures(
        long totalNanos, long compileNanos, long kernelNanos, long bytesToDevice, long bytesToHost, long deviceBytes) {}
