package org.cria.kernels.backend.tornado;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.graph.GraphNames;
import org.cria.kernels.backend.tornado.graph.Target;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.lower.Support;
import org.cria.kernels.backend.tornado.memory.CellTable;
import org.cria.kernels.backend.tornado.memory.HostCells;
import org.cria.kernels.backend.tornado.memory.SavedCache;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import org.jspecify.annotations.Nullable;

/**
 * A program lowered to task graphs. The host decides cells and positions and checks every number of a batch, for a device would
 * not; the device stores. When the cache must grow, the device is set up anew and the cache moved.
 */
public final class TornadoExecutable implements Executable {
    /** Cells where nobody said how many there will be; then as many as needed, doubled. */
    private static final int FIRST_CELLS = 256;

    private final Program program;
    private final Settings settings;
    private final DeviceShape shape;
    private final Target runtime;
    private final Store kv = new Store();
    private final int vocabularyRows;
    /** Activations that a row brings: 0 where the program begins with tokens. */
    private final int givenColumns;
    /** Programs without attention, as tests make them, look at no cell. */
    private final boolean usesCache;

    private int cells;
    private int positions;
    private @Nullable Device device;
    private CellTable table = new CellTable(1, 1);
    private float[] logits = new float[0];
    private final Books books = new Books();
    private boolean closed;

    /** @throws CriaException when a step has no kernel in its format */
    public TornadoExecutable(Program program, Settings settings, DeviceShape shape, Target runtime) {
        Support.missing(program, settings, runtime.name()).ifPresent(missing -> {
            throw new CriaException(missing.found() + ". " + missing.remedy());
        });
        this.program = program;
        this.settings = settings;
        this.shape = shape;
        this.runtime = runtime;
        this.cells = settings.cells();
        this.usesCache = !Segment.caches(program.steps()).isEmpty();
        this.givenColumns = program.steps().stream()
                .mapToInt(step -> step instanceof Step.Given given ? given.out().columns() : 0)
                .sum();
        this.vocabularyRows = program.steps().stream()
                .flatMap(step -> step.weights(Weight.Role.TABLE).stream())
                .mapToInt(Weight::rows)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** What the kernels lack that a program needs, in words; empty where they lack nothing. */
    public static Optional<String> obstacle(Program program, Settings settings, String device) {
        return Support.missing(program, settings, device).map(Support.Missing::found);
    }

    @Override
    public synchronized Output forward(Batch batch) {
        checkOpen();
        check(batch);
        Device running = device(batch);
        int vocabulary = program.logits().columns();
        int outputs = batch.outputRows();
        if (logits.length < outputs * vocabulary) {
            logits = new float[outputs * vocabulary];
        }
        int done = 0;
        for (int from = 0; from < batch.rows(); ) {
            Phase phase = phase(batch, from);
            int to = end(batch, from, running.rows(phase));
            long start = System.nanoTime();
            int wanted = forward(running, phase, batch, from, to, 0);
            books.passed(phase, to - from, System.nanoTime() - start);
            if (wanted > 0) {
                running.logits(phase, wanted, logits, done * vocabulary);
            }
            done += wanted;
            from = to;
        }
        return new Output(logits, outputs, vocabulary);
    }

    @Override
    public synchronized Scores best(Batch batch, int count) {
        checkOpen();
        Phase phase = phase(batch, 0);
        if (batch.rows() > 1
                || batch.outputRows() != 1
                || GraphNames.best(phase, count).equals(GraphNames.output(phase))) {
            return forward(batch).scores(0);
        }
        check(batch);
        Device running = device(batch);
        long start = System.nanoTime();
        forward(running, phase, batch, 0, 1, count);
        books.passed(phase, 1, System.nanoTime() - start);
        return running.best(count);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the executable is closed");
        }
    }

    private Phase phase(Batch batch, int row) {
        if (batch.phase() == Phase.PREFILL) {
            return Phase.PREFILL;
        }
        return batch.positions()[row] >= shape.splitFrom() ? Phase.LONG_DECODE : Phase.DECODE;
    }

    /** Rows up to this one go together: no more than fit, and no two sequences that need the same slot. */
    private int end(Batch batch, int from, int most) {
        int to = from + 1;
        while (to < batch.rows() && to - from < most && isApart(batch, from, to)) {
            to++;
        }
        return to;
    }

    private boolean isApart(Batch batch, int from, int row) {
        for (int other = from; other < row; other++) {
            if (table.collide(batch.sequences()[other], batch.sequences()[row])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs some rows; returns how many of them wanted logits.
     *
     * @param best how many tokens of an output are enough; 0 for all
     */
    private int forward(Device running, Phase phase, Batch batch, int from, int to, int best) {
        int[] records = new int[(to - from) * Pass.RECORD];
        int wanted = 0;
        for (int row = from; row < to; row++) {
            int at = (row - from) * Pass.RECORD;
            int sequence = batch.sequences()[row];
            int position = batch.positions()[row];
            int[] cellsOf = batch.cells().get(sequence);
            if (usesCache) {
                table.put(sequence, cellsOf, position + 1);
            }
            records[at + Pass.TOKEN] = batch.tokens()[row];
            records[at + Pass.POSITION] = position;
            records[at + Pass.CELL] = cellsOf[position];
            records[at + Pass.SEQUENCE] = table.start(sequence);
            if (batch.outputs()[row]) {
                records[wanted++ * Pass.RECORD + Pass.OUTPUT_ROW] = row - from;
            }
        }
        CellTable.Updates updates = table.updates();
        try {
            if (!running.fits(phase, updates)) {
                running.sync(updates);
                updates = CellTable.Updates.NONE;
            }
            running.forward(phase, records, batch.given(), from, wanted, best, updates);
        } catch (RuntimeException | Error e) {
            table = new CellTable(running.slots(), running.positions()); // nobody knows what the device has
            throw e;
        }
        return wanted;
    }

    private void check(Batch batch) {
        if (batch.given().length < batch.rows() * givenColumns) {
            throw new IllegalArgumentException("a batch of " + batch.rows() + " rows brings " + batch.given().length
                    + " activations, the program needs " + givenColumns + " for each");
        }
        if (batch.rows() > settings.batchRows()) {
            throw new IllegalArgumentException(
                    "a batch of " + batch.rows() + " rows, compiled for at most " + settings.batchRows());
        }
        for (int row = 0; row < batch.rows(); row++) {
            Objects.checkIndex(batch.tokens()[row], vocabularyRows);
            int[] cellsOf = batch.cells().get(batch.sequences()[row]);
            Objects.checkIndex(batch.positions()[row], cellsOf.length);
            for (int position = 0; usesCache && position <= batch.positions()[row]; position++) {
                Objects.checkIndex(cellsOf[position], kv.reserved);
            }
        }
    }

    /** The device, set up anew where the cache or a position is beyond it. */
    private Device device(Batch batch) {
        int needed = 0;
        for (int position : batch.positions()) {
            needed = Math.max(needed, position + 1);
        }
        checkOpen();
        Device old = device;
        if (old != null && old.cells() >= cells && old.positions() >= needed) {
            return old;
        }
        positions = Math.max(Math.max(positions, cells), needed);
        SavedCache saved = old == null ? SavedCache.NONE : old.save();
        if (old != null) {
            old.close();
        }
        device = null; // stays so if the next line fails
        Device made =
                new Device(program, settings, shape, runtime, books, Math.max(1, cells), Math.max(1, positions), saved);
        table = new CellTable(made.slots(), made.positions());
        device = made;
        return made;
    }

    @Override
    public synchronized Receipt receipt() {
        return books.receipt(runtime.name(), Receipt.tokenBytes(program));
    }

    @Override
    public KvStore kv() {
        return kv;
    }

    @Override
    public String description() {
        return runtime.description();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (device != null) {
            device.close();
            device = null;
        }
    }

    /** The cells on the device, or, before there is one, how many there will be. */
    private final class Store implements KvStore {
        private int reserved;

        @Override
        public void reserve(int count) {
            synchronized (TornadoExecutable.this) {
                reserved = Math.max(reserved, count);
                if (count > cells) {
                    cells = Math.max(Math.max(count, FIRST_CELLS), Math.min(2 * cells, Integer.MAX_VALUE / 2));
                }
            }
        }

        @Override
        public void copy(int from, int to) {
            synchronized (TornadoExecutable.this) {
                Objects.checkIndex(from, reserved);
                Objects.checkIndex(to, reserved);
                current().copy(from, to);
            }
        }

        /** The device with room for every reserved cell. */
        private Device current() {
            return device(new Batch(
                    Phase.DECODE, new int[1], new int[1], new int[1], new boolean[1], java.util.List.of(new int[1])));
        }

        @Override
        public void rotate(int[] numbers, int start, int count, int by) {
            synchronized (TornadoExecutable.this) {
                check(numbers, start, count);
                current().turnKeys(numbers, start, count, by);
            }
        }

        @Override
        public void write(int[] numbers, int start, int count, MemorySegment source) {
            change(numbers, start, count, cellsOf -> cellsOf.write(numbers, start, count, source));
        }

        @Override
        public void read(int[] numbers, int start, int count, MemorySegment target) {
            synchronized (TornadoExecutable.this) {
                check(numbers, start, count);
                new HostCells(program, settings, current().onHost()).read(numbers, start, count, target);
            }
        }

        /** Changes cells on the host: right for every device, and as slow as setting it up anew. */
        private void change(int[] numbers, int start, int count, Consumer<HostCells> change) {
            synchronized (TornadoExecutable.this) {
                check(numbers, start, count);
                Device old = current();
                SavedCache saved = old.onHost();
                change.accept(new HostCells(program, settings, saved));
                old.close();
                device = null; // stays so if the next line fails
                Device made = new Device(
                        program, settings, shape, runtime, books, Math.max(1, cells), Math.max(1, positions), saved);
                table = new CellTable(made.slots(), made.positions());
                device = made;
            }
        }

        private void check(int[] numbers, int start, int count) {
            for (int i = start; i < start + count; i++) {
                Objects.checkIndex(numbers[i], reserved);
            }
        }

        @Override
        public long cellBytes() {
            return HostCells.cellBytes(program, settings);
        }

        @Override
        public long bytes() {
            long columns = program.kv().columns();
            return program.kv().layers()
                    * cells
                    * (settings.keys().bytes(columns) + settings.values().bytes(columns));
        }
    }
}
