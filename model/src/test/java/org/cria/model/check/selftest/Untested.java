package org.cria.model.check.selftest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Isolated;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;

/**
 * A device that nobody has tested: the emulator, some of whose operators may be wrong.
 *
 * @param identity of the device with its driver
 * @param wrong operators whose results are doubled
 * @param compiled how many operators were compiled by themselves
 * @param cautious the same with less at stake
 */
public record Untested(String identity, Predicate<Operator> wrong, AtomicInteger compiled, Optional<Backend> cautious)
        implements Backend, Workbench {
    private static final Workbench EMULATOR = new EmulatorBackend().workbench().orElseThrow();

    public Untested(String identity, Predicate<Operator> wrong) {
        this(identity, wrong, new AtomicInteger(), Optional.empty());
    }

    /** The same device, which runs with less at stake too. */
    Untested or(Untested careful) {
        return new Untested(identity, wrong, compiled, Optional.of(careful));
    }

    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public boolean needsSelfTest() {
        return true;
    }

    @Override
    public Optional<Workbench> workbench() {
        return Optional.of(this);
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of();
    }

    @Override
    public Executable compile(Program program, Settings settings) {
        return new EmulatorBackend().compile(program, settings);
    }

    @Override
    public List<Operator> operators(Program program, Settings settings) {
        return EMULATOR.operators(program, settings);
    }

    @Override
    public Isolated isolate(Operator operator, Program program, Settings settings) {
        compiled.incrementAndGet();
        Isolated real = EMULATOR.isolate(operator, program, settings);
        return wrong.test(operator) ? new Doubled(real) : real;
    }

    @Override
    public int batchRows() {
        return EMULATOR.batchRows();
    }

    @Override
    public double bandwidth(long bytes) {
        return 5e9;
    }

    @Override
    public double launchNanos() {
        return 1000;
    }

    private record Doubled(Isolated real) implements Isolated {
        @Override
        public Values run(int layer, Batch batch, Values before) {
            Values right = real.run(layer, batch, before);
            Map<Buffer, float[]> doubled = new LinkedHashMap<>();
            right.buffers().forEach((buffer, values) -> {
                float[] twice = values.clone();
                for (int i = 0; i < twice.length; i++) {
                    twice[i] *= 2;
                }
                doubled.put(buffer, twice);
            });
            return new Values(doubled, right.cache());
        }

        @Override
        public long again() {
            return real.again();
        }

        @Override
        public long kernelNanos(int layer) {
            return real.kernelNanos(layer);
        }

        @Override
        public int launches() {
            return real.launches();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
