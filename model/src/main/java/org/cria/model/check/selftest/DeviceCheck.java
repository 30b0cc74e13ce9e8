package org.cria.model.check.selftest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.Plan;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.check.selftest.SelfTest;
import org.cria.kernels.program.Parts;
import org.cria.kernels.program.Program;
import org.cria.model.check.tuning.TunedFigures;

/** The self-test that a device passes before a model runs there, once for each device, driver, SDK and build of the kernels. */
public final class DeviceCheck {
    /** More than the caches of today's devices. */
    static final long MEASURED_BYTES = 192L << 20;

    private static final Control NO_SELF_TEST = new Control("no self-test");

    private final Optional<PassedCases> passed;
    private final Progress progress;

    private DeviceCheck(Optional<PassedCases> passed, Progress progress) {
        this.passed = passed;
        this.progress = progress;
    }

    /** No check at all. */
    public static DeviceCheck none() {
        return new DeviceCheck(Optional.empty(), Progress.NONE);
    }

    /**
     * A check of what has not passed before.
     *
     * @param folder where it is noted what passed
     * @param progress in cases; what passed before it was stopped is noted
     */
    public static DeviceCheck in(Path folder, Progress progress) {
        return new DeviceCheck(Optional.of(new PassedCases(folder)), progress);
    }

    /**
     * A plan whose devices have passed. Where nothing is checked, they run most carefully: nobody has seen there whether what makes them
     * faster is right.
     *
     * @param auto whether a device may be done without: then the CPU takes its place, and the plan's notes say why
     * @throws CriaException when a device does not pass that may not
     */
    public Plan checked(Plan plan, Program program, Settings settings, boolean auto) {
        if (passed.isEmpty()) {
            return plan.cautious(Optional.empty()).orElse(plan);
        }
        for (Plan.Part part : plan.parts()) {
            Optional<String> failure = failure(part.backend(), Parts.part(program, part.from(), part.to()), settings);
            if (failure.isEmpty()) {
                continue;
            }
            Optional<Plan> other = TunedFigures.without(plan, failure.get())
                    .or(() -> plan.cautious(Optional.of(Explanation.of(
                            "a token's launches are not recorded and repeated as one: with that, " + failure.get()))));
            if (other.isPresent()) {
                return checked(other.get(), program, settings, auto);
            }
            if (!auto) {
                throw new CriaException(Explanation.of(
                        failure.get() + ". Run ",
                        Control.DOCTOR.named(),
                        " with the same options to see where it goes wrong, choose ",
                        Control.DEVICE.to(Backends.host().name()),
                        ", or run it all the same",
                        NO_SELF_TEST.how(),
                        "."));
            }
            Plan cpu = Plan.whole(program, settings, Backends.host());
            return new Plan(
                    cpu.parts(),
                    List.of(Explanation.of(failure.get(), ". The model runs on the CPU's cores instead.")));
        }
        return plan;
    }

    /**
     * How many bytes per second a device reads from its memory: measured once, after its self-test.
     *
     * @return empty for backends that no self-test checks
     */
    public OptionalDouble bandwidth(Backend backend) {
        if (passed.isEmpty() || !backend.needsSelfTest()) {
            return OptionalDouble.empty();
        }
        return backend.workbench().map(bench -> bandwidth(passed.get(), bench)).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble bandwidth(PassedCases noted, Workbench bench) {
        OptionalDouble known = noted.bandwidth(bench.identity());
        if (known.isPresent()) {
            return known;
        }
        double measured = bench.bandwidth(MEASURED_BYTES);
        noted.noteBandwidth(bench.identity(), measured);
        return OptionalDouble.of(measured);
    }

    /**
     * Runs what has not passed before of the kernels that a program needs.
     *
     * @return what is wrong, in a sentence that names kernel, shape and error; empty where nothing is, or nothing is to be checked
     */
    private Optional<String> failure(Backend backend, Program program, Settings settings) {
        if (passed.isEmpty() || !backend.needsSelfTest()) {
            return Optional.empty();
        }
        return backend.workbench().flatMap(bench -> failure(passed.get(), bench, backend.name(), program, settings));
    }

    private Optional<String> failure(
            PassedCases before, Workbench bench, String device, Program program, Settings settings) {
        SelfTest test = new SelfTest(bench, program, settings);
        Set<String> known = before.on(bench.identity());
        List<String> left =
                test.cases().stream().filter(name -> !known.contains(name)).toList();
        List<String> done = new ArrayList<>();
        try {
            for (String name : left) {
                progress.require(done.size(), left.size());
                Optional<String> failure = test.failure(name);
                if (failure.isPresent()) {
                    return Optional.of("device '" + device + "' does not compute what the CPU does: " + name + ": "
                            + failure.get());
                }
                done.add(name);
            }
            progress.require(left.size(), left.size());
            return Optional.empty();
        } finally {
            if (!done.isEmpty()) {
                before.add(bench.identity(), done);
            }
        }
    }
}
