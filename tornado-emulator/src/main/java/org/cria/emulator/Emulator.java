package org.cria.emulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The device that stands in for a GPU. Plans made inside {@link #run} belong to this emulator for good, wherever they
 * are executed later; a plan made elsewhere gets an emulator of its own with {@link EmulatorSettings#STRICT}. For one thread
 * at a time.
 */
public final class Emulator {
    private static final ScopedValue<Emulator> CURRENT = ScopedValue.newInstance();

    private final EmulatorSettings settings;
    private final Counters counters = new Counters();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Omission.Barrier> barriers = new LinkedHashSet<>();
    private final Set<Omission.Transfer> transfers = new LinkedHashSet<>();
    private Consumer<String> printing = System.out::print;
    private final Map<String, Set<Object>> outputs = new HashMap<>();

    /** Everything watched, findings thrown. */
    public Emulator() {
        this(EmulatorSettings.STRICT);
    }

    public Emulator(EmulatorSettings settings) {
        this.settings = settings;
    }

    /** The emulator of the enclosing {@link #run}, or a new one. */
    public static Emulator current() {
        return CURRENT.isBound() ? CURRENT.get() : new Emulator();
    }

    /** Runs {@code program}; plans that it makes belong to this emulator. */
    public <X extends Throwable> void run(Body<X> program) throws X {
        ScopedValue.where(CURRENT, this).<@Nullable Void, X>call(() -> {
            program.run();
            return null;
        });
    }

    /** The same for a program with a result. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> program) throws X {
        return ScopedValue.where(CURRENT, this).call(program);
    }

    /** Says which arrays a task may write; without this call it may write all its arguments. */
    public void declareOutputs(String graphAndTask, Object... arrays) {
        Set<Object> declared = Collections.newSetFromMap(new IdentityHashMap<>());
        declared.addAll(List.of(arrays));
        outputs.put(graphAndTask, declared);
    }

    /**
     * Says where {@code Debug.printf} of kernels prints; the standard output without this call.
     *
     * @param sink takes the texts in the order of the work-items
     */
    public void printTo(Consumer<String> sink) {
        printing = sink;
    }

    /** For the emulator's own packages: a kernel prints. */
    public void print(String text) {
        printing.accept(text);
    }

    /** What was done and found so far. */
    public EmulatorReport report() {
        return new EmulatorReport(
                counters.launches,
                counters.graphs,
                counters.recordedGraphs,
                counters.compiledKernels,
                counters.bytesToDevice,
                counters.bytesToHost,
                List.copyOf(barriers),
                List.copyOf(transfers),
                findings);
    }

    public EmulatorSettings settings() {
        return settings;
    }

    /** For the emulator's own packages: the running figures. */
    public Counters counters() {
        return counters;
    }

    /** For the emulator's own packages: the outputs declared for a task. */
    public Optional<Set<Object>> outputs(String graphAndTask) {
        return Optional.ofNullable(outputs.get(graphAndTask));
    }

    /** For the emulator's own packages: a barrier met; true when it is to be left out. */
    public boolean meets(Omission.Barrier barrier) {
        barriers.add(barrier);
        return settings.omissions().contains(barrier);
    }

    /** For the emulator's own packages: a transfer met; true when it is to be left out. */
    public boolean meets(Omission.Transfer transfer) {
        transfers.add(transfer);
        return settings.omissions().contains(transfer);
    }

    /** For the emulator's own packages: keeps findings and throws them where findings are thrown. */
    public void found(List<Finding> made) {
        if (made.isEmpty()) {
            return;
        }
        findings.addAll(made);
        if (settings.stopping()) {
            throw new FindingException(made);
        }
    }

    /** For the emulator's own packages: a finding that leaves nothing to go on with. */
    public FindingException fatal(Finding made) {
        findings.add(made);
        return new FindingException(List.of(made));
    }

    /** Code that may throw. */
    @FunctionalInterface
    public interface Body<X extends Throwable> {
        void run() throws X;
    }
}
