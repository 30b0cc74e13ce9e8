package org.cria.kernels.check.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Backend;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.CpuArithmetic;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Workbench;
import org.cria.kernels.program.Program;

/**
 * What is wrong with a device, and what limits its speed.
 *
 * @param observations operator by operator, in the order in which the device runs them; none where it does not show them
 * @param whole how far whole passes agree; empty where they do not run
 * @param refusal why whole passes do not run
 * @param costs of a token, where passes run and their times mean something
 */
public record Diagnosis(
        List<Observation> observations,
        Optional<Agreement> whole,
        Optional<Explanation> refusal,
        Optional<Costs> costs) {
    private static final Control ALL_LAYERS = new Control("all layers");

    /** More than the caches of today's devices. */
    private static final long MEASURED_BYTES = 192L << 20;

    public Diagnosis {
        observations = List.copyOf(observations);
    }

    /**
     * Examines a device.
     *
     * @param settings of the program's run
     * @param prompt tokens, at least one
     * @param layers of the program to look at
     */
    public static Diagnosis of(
            Backend backend,
            Program program,
            Settings settings,
            int[] prompt,
            List<Integer> layers,
            Progress progress) {
        Optional<Workbench> bench = backend.workbench();
        List<Observation> observations = bench.map(
                        open -> new Examination(open, program, settings, prompt, progress).run(layers))
                .orElse(List.of());
        try (Executable device = backend.compile(program, settings);
                Executable cpu = Backends.host().compile(program, settings.withCpu(CpuArithmetic.EXACT))) {
            Agreement whole = Agreement.of(device, cpu, prompt, settings.batchRows());
            Optional<Costs> costs = bench.filter(open -> backend.role() != Backend.Role.EMULATOR)
                    .map(open -> Costs.of(
                            observations,
                            whole.tokens(),
                            Receipt.tokenBytes(program),
                            open.launchNanos(),
                            open.bandwidth(MEASURED_BYTES)));
            return new Diagnosis(observations, Optional.of(whole), Optional.empty(), costs);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return new Diagnosis(observations, Optional.empty(), Optional.of(refusal(e)), Optional.empty());
        }
    }

    private static Explanation refusal(Throwable e) {
        return e instanceof CriaException known
                ? Explanation.of(e.getClass().getName(), ": ", known.explanation())
                : Explanation.of(e.toString());
    }

    /** The first operator, in the order in which the device runs them, that is wrong. */
    public Optional<Observation> first() {
        return observations.stream()
                .filter(observation -> !observation.isFine())
                .findFirst();
    }

    public boolean isFine() {
        return first().isEmpty() && whole.map(Agreement::isFine).orElse(false);
    }

    /** What is to be suspected, a sentence each; nothing where nothing is wrong. */
    public List<Explanation> suspicion() {
        List<Explanation> sentences = new ArrayList<>();
        Suspicion.of(observations).forEach(sentence -> sentences.add(Explanation.of(sentence)));
        if (observations.isEmpty() && !isFine()) {
            sentences.add(
                    Explanation.of("The device does not show its operators, so it is not known which one is wrong."));
        } else if (sentences.isEmpty() && !isFine()) {
            sentences.add(Explanation.of(
                    "Every operator that was looked at is right by itself, and the whole is not: suspect what graphs hand on"
                            + " to each other, the kernels between operators, or a layer that was not looked at",
                    ALL_LAYERS.aside(),
                    "."));
        }
        return sentences;
    }
}
