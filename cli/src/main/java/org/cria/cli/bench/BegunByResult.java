package org.cria.cli.bench;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An output that begins with its first result: what fails before has printed nothing. */
final class BegunByResult implements BenchOutput {
    private final Supplier<BenchOutput> beginning;
    private @Nullable BenchOutput begun;

    BegunByResult(Supplier<BenchOutput> beginning) {
        this.beginning = beginning;
    }

    @Override
    public void print(BenchResult result) {
        if (begun == null) {
            begun = beginning.get();
        }
        begun.print(result);
    }

    @Override
    public void close() {
        if (begun != null) {
            begun.close();
        }
    }
}
