package org.cria.kernels.backend.tornado;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.tornado.graph.Equipment;
import org.cria.kernels.backend.tornado.graph.GraphNames;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.lower.Support;
import org.cria.kernels.backend.tornado.memory.CellTable;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.backend.tornado.memory.Strengths;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/**
 * A program lowered to task graphs. The host decides cells and positions and checks every number of a batch, for a device would
 * not; the device stores.
 */
public final class TornadoExecutable implements Executable {
    private final Program program;
    private final Settings settings;
    private final Equipment equipment;
    private final GrowingProgram running;
    private final KvStore kv;
    private final int vocabularyRows;
    /** Whether several rows are decoded together. */
    private final boolean joint;
    /** Activations that a row brings: 0 where the program begins with tokens. */
    private final int givenColumns;

    private final Strengths strengths;
    /** Programs without attention, as tests make them, look at no cell. */
    private final boolean usesCache;

    private float[] logits = new float[0];

    /** @throws CriaException when a step has no kernel in its format */
    public TornadoExecutable(Program program, Settings settings, Equipment equipment) {
        Support.missing(program, settings, equipment.target().name()).ifPresent(missing -> {
            throw new CriaException(Explanation.of(missing.found(), ". ", missing.remedy()));
        });
        this.program = program;
        this.settings = settings;
        this.equipment = equipment;
        Compilation compilation = new Compilation(program, settings, equipment);
        this.running = new GrowingProgram(compilation);
        this.kv = new TornadoKvStore(compilation, running);
        this.usesCache = !Segment.caches(program.steps()).isEmpty();
        this.strengths = new Strengths(program);
        this.joint = equipment.phases(settings).contains(Phase.JOINT_DECODE);
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
        return Support.missing(program, settings, device).map(Support.Gap::found);
    }

    @Override
    public Output forward(Batch batch, BooleanSupplier stop) {
        synchronized (running) {
            DeviceProgram device = ready(batch);
            int vocabulary = program.logits().columns();
            int outputs = batch.outputRows();
            if (logits.length < outputs * vocabulary) {
                logits = new float[outputs * vocabulary];
            }
            int done = 0;
            for (int from = 0; from < batch.rows(); ) {
                int to = end(batch, from, device.rows(most(batch)));
                Phase phase = phase(batch, from, to);
                DeviceProgram.Wanted wanted = new DeviceProgram.Wanted(0, logits, done * vocabulary);
                done += forward(device, phase, batch, from, to, wanted, stop);
                from = to;
            }
            return new Output(logits, outputs, vocabulary);
        }
    }

    @Override
    public Scores best(Batch batch, int count, BooleanSupplier stop) {
        synchronized (running) {
            if (batch.rows() > 1 || batch.outputRows() != 1 || !GraphNames.hasBest(batch.phase(), count)) {
                return forward(batch, stop).scores(0);
            }
            DeviceProgram device = ready(batch);
            DeviceProgram.Wanted wanted = new DeviceProgram.Wanted(count, logits, 0);
            forward(device, phase(batch, 0, 1), batch, 0, 1, wanted, stop);
            return device.best(count);
        }
    }

    /** The device with room for a batch, which is refused if anything of it is wrong. */
    private DeviceProgram ready(Batch batch) {
        running.checkOpen();
        check(batch);
        return running.onDevice(positions(batch));
    }

    /** Positions that a batch needs room for. */
    private static int positions(Batch batch) {
        int needed = 0;
        for (int position : batch.positions()) {
            needed = Math.max(needed, position + 1);
        }
        return needed;
    }

    /** The phase that takes the most rows of a batch at a time. */
    private Phase most(Batch batch) {
        return batch.phase() == Phase.DECODE && joint ? Phase.JOINT_DECODE : batch.phase();
    }

    private Phase phase(Batch batch, int from, int to) {
        if (batch.phase() == Phase.PREFILL) {
            return Phase.PREFILL;
        }
        if (to - from > 1) {
            return Phase.JOINT_DECODE;
        }
        return isLong(batch, from) ? Phase.LONG_DECODE : Phase.DECODE;
    }

    /** Whether several groups share each head's past of a row. */
    private boolean isLong(Batch batch, int row) {
        return batch.positions()[row] >= equipment.shape().splitFrom();
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
            if (running.table().collide(batch.sequences()[other], batch.sequences()[row])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs some rows; returns how many of them wanted logits.
     *
     * @param stop asked between graphs
     */
    private int forward(
            DeviceProgram device,
            Phase phase,
            Batch batch,
            int from,
            int to,
            DeviceProgram.Wanted wanted,
            BooleanSupplier stop) {
        long start = System.nanoTime();
        CellTable table = running.table();
        int[] records = new int[(to - from) * Pass.RECORD];
        int outputs = 0;
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
            records[at + Pass.PARTS] = isLong(batch, row) ? equipment.shape().splits() : 1;
            if (batch.outputs()[row]) {
                records[outputs++ * Pass.RECORD + Pass.OUTPUT_ROW] = row - from;
            }
        }
        CellTable.Updates updates = table.updates();
        try {
            if (!device.fits(phase, updates)) {
                device.sync(updates);
                updates = CellTable.Updates.NONE;
            }
            DeviceProgram.PassRows rows =
                    new DeviceProgram.PassRows(records, outputs, strengths.of(batch, from, to), batch.given(), from);
            device.forward(phase, rows, wanted, updates, stop);
        } catch (RuntimeException | Error e) {
            running.forgetTable(device); // nobody knows what the device has
            throw e;
        }
        running.tally().passed(phase, to - from, System.nanoTime() - start);
        return outputs;
    }

    private void check(Batch batch) {
        batch.checkStrengths(strengths.adapters());
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
                running.checkCell(cellsOf[position]);
            }
        }
    }

    @Override
    public Receipt receipt() {
        synchronized (running) {
            return running.tally().receipt(equipment.target().name(), Receipt.tokenBytes(program));
        }
    }

    @Override
    public KvStore kv() {
        return kv;
    }

    @Override
    public String description() {
        return equipment.target().description();
    }

    @Override
    public List<Explanation> notes() {
        List<Explanation> notes = new ArrayList<>();
        equipment
                .obstacle(settings)
                .ifPresent(why -> notes.add(Explanation.of(
                        "the device decodes sequences one after the other and reads the weights for each: " + why
                                + ".")));
        int widest = 0;
        for (int layer = 0; layer < program.kv().layers(); layer++) {
            widest = Math.max(widest, program.window(layer));
        }
        if (widest > 0 && widest + settings.batchRows() < settings.cells()) {
            notes.add(Explanation.of("layers in which a token sees the last " + widest + " keep all " + settings.cells()
                    + " tokens of the context on the device; the CPU keeps what they see."));
        }
        return notes;
    }

    @Override
    public void close() {
        synchronized (running) {
            running.close();
        }
    }
}
