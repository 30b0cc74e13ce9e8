package org.cria.bench;

import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.format.Formats;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Runs one operator as a program of its own, through the backend's public door: threads and hand-over are part of it. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // set by JMH
public class OperatorBenchmark {
    /** Set by {@link Operators}; a name of {@link OperatorCases}. */
    @Param("norm")
    public String operator;

    @Param("1")
    public int threads;

    private OperatorCase measured;
    private Executable executable;

    @Setup
    public void open() {
        measured = OperatorCases.named(operator, threads);
        int rows = measured.batch().rows();
        executable = new CpuBackend()
                .compile(measured.program(), new Settings(measured.threads(), rows, Formats.F16, Formats.F16));
        executable.kv().reserve(measured.batch().positions()[rows - 1] + 1);
    }

    @TearDown
    public void close() {
        executable.close();
    }

    @Benchmark
    public Output forward() {
        return executable.forward(measured.batch());
    }
}
