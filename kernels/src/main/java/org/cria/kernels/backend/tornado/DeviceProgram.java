package org.cria.kernels.backend.tornado;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Scores;
import org.cria.kernels.backend.KeyRotation;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.graph.GraphNames;
import org.cria.kernels.backend.tornado.graph.GraphPlan;
import org.cria.kernels.backend.tornado.graph.Graphs;
import org.cria.kernels.backend.tornado.graph.Tally;
import org.cria.kernels.backend.tornado.kernel.Pass;
import org.cria.kernels.backend.tornado.lower.FusedProgram;
import org.cria.kernels.backend.tornado.memory.Capacity;
import org.cria.kernels.backend.tornado.memory.CellTable;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.SavedCache;
import org.cria.kernels.backend.tornado.memory.Stacks;
import org.cria.kernels.program.Program;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** A program on a device: its memory and its graphs, with room for so many cells. */
final class DeviceProgram implements AutoCloseable {
    private final Program program;
    private final Layout layout;
    private final Memory memory;
    private final Graphs graphs;
    private final GraphPlan plan;
    private final boolean restored;

    /**
     * @param tally what counts what it does
     * @param cells of the cache
     * @param positions beyond the last one of any token
     * @param saved what {@link #save} of the device before this one gave; empty for a new cache
     */
    DeviceProgram(Compilation compilation, Tally tally, int cells, int positions, SavedCache saved) {
        long start = System.nanoTime();
        this.program = compilation.program();
        int rows = compilation.equipment().rows(compilation.settings());
        this.layout = new Layout(
                program,
                compilation.settings(),
                cells,
                compilation.equipment().shape().arrayBytes());
        this.memory = new Memory(
                program,
                compilation.settings(),
                layout.all(),
                Stacks.Residence.DEVICE,
                new Capacity(rows, cells, positions));
        this.restored = !saved.layers().isEmpty();
        this.graphs = new Graphs(
                new FusedProgram(layout, compilation.equipment().phases(compilation.settings())),
                compilation.equipment(),
                memory,
                restored);
        if (restored) {
            saved.into(layout, memory);
        }
        this.plan = new GraphPlan(graphs, compilation.equipment().target(), memory.pass(), tally);
        memory.stacks().free(); // from now on only the device has them
        tally.planned(System.nanoTime() - start);
    }

    int cells() {
        return memory.cells();
    }

    int positions() {
        return memory.positions();
    }

    /** Sequences whose cells the device keeps. */
    int slots() {
        return memory.slots();
    }

    /** The most rows of one pass. */
    int rows(Phase phase) {
        return memory.rows(phase);
    }

    /** Sends changes of the table of cells, which are too many for a pass to bring along. */
    void sync(CellTable.Updates updates) {
        IntArray staged = graphs.staged(GraphNames.SYNC);
        int most = (staged.getSize() - 1) / 2;
        for (int from = 0; from < updates.count(); from += most) {
            updates.write(staged, 0, from, Math.min(updates.count(), from + most));
            plan.run(GraphNames.SYNC);
        }
    }

    /** Whether a pass can bring these changes of the table along. */
    boolean fits(Phase phase, CellTable.Updates updates) {
        IntArray staged = graphs.staged(GraphNames.input(phase));
        return memory.passSize(phase) + 1 + 2 * updates.count() <= staged.getSize();
    }

    /**
     * Rows that go through the program together.
     *
     * @param records [rows, {@link Pass#RECORD}] one per row
     * @param outputs rows that want logits
     * @param strengths [rows, adapters] as {@link Pass#strength} has them
     * @param given activations of these rows, [rows, columns] from {@code givenRow} on; empty for a program that begins with tokens
     */
    @SuppressWarnings("ArrayRecordComponent") // a view for one pass, compared by nobody
    record PassRows(int[] records, int outputs, int[] strengths, float[] given, int givenRow) {}

    /**
     * What is wanted of a pass.
     *
     * @param best how many tokens of one row; 0 for all logits
     * @param logits [outputs, vocabulary] from number {@code at} on, overwritten; not touched where only the best are wanted
     */
    @SuppressWarnings("ArrayRecordComponent") // a place for one pass, compared by nobody
    record Wanted(int best, float[] logits, int at) {}

    /**
     * Runs one pass.
     *
     * @param stop asked before each graph
     * @throws CancellationException if it was stopped
     */
    void forward(Phase phase, PassRows rows, Wanted wanted, CellTable.Updates updates, BooleanSupplier stop) {
        IntArray staged = graphs.staged(GraphNames.input(phase));
        int[] records = rows.records();
        int count = records.length / Pass.RECORD;
        header(staged, count, rows.outputs());
        for (int i = 0; i < records.length; i++) {
            staged.set(Pass.RECORDS + i, records[i]);
        }
        for (int i = 0; i < rows.strengths().length; i++) {
            staged.set(Pass.strengths(rows(phase)) + i, rows.strengths()[i]);
        }
        updates.write(staged, memory.passSize(phase), 0, updates.count());
        graphs.given(phase).ifPresent(array -> {
            int columns = array.getSize() / rows(phase);
            MemorySegment.copy(
                    rows.given(),
                    rows.givenRow() * columns,
                    array.getSegment(),
                    JAVA_FLOAT_UNALIGNED,
                    0,
                    count * columns);
        });
        run(GraphNames.input(phase), stop);
        for (Layout.Place place : layout.places()) {
            String name = GraphNames.layers(phase, place.segment());
            if (graphs.has(name)) {
                graphs.layerNumber(name).set(0, place.number());
                run(name, stop);
            }
        }
        if (rows.outputs() > 0) {
            output(phase, rows, wanted, stop);
        }
    }

    /** Of a prompt, only the logits that are wanted leave the device: most often one row's. */
    private void output(Phase phase, PassRows rows, Wanted wanted, BooleanSupplier stop) {
        if (phase.decoding() || !graphs.has(GraphNames.PROMPT_LAST)) {
            run(GraphNames.best(phase, wanted.best()), stop);
            if (wanted.best() == 0) {
                copy(memory.logits(rows(phase)), rows.outputs(), wanted.logits(), wanted.at());
            }
        } else if (rows.outputs() == 1) {
            run(GraphNames.PROMPT_LAST, stop);
            copy(memory.logits(1), 1, wanted.logits(), wanted.at());
        } else {
            String graph = GraphNames.output(phase);
            IntArray chosen = graphs.staged(graph);
            int most = chosen.getSize() - 1;
            for (int from = 0; from < rows.outputs(); from += most) {
                int count = Math.min(most, rows.outputs() - from);
                chosen.set(0, count);
                for (int i = 0; i < count; i++) {
                    chosen.set(1 + i, rows.records()[(from + i) * Pass.RECORD + Pass.OUTPUT_ROW]);
                }
                run(graph, stop);
                copy(
                        memory.logits(most),
                        count,
                        wanted.logits(),
                        wanted.at() + from * program.logits().columns());
            }
        }
    }

    private void run(String graph, BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("the pass was stopped");
        }
        plan.run(graph);
    }

    private void copy(FloatArray logits, int rows, float[] target, int at) {
        int count = rows * program.logits().columns();
        MemorySegment.copy(logits.getSegment(), JAVA_FLOAT_UNALIGNED, 0, target, at, count);
    }

    /** The best of the last pass, which was asked for {@code wanted} tokens. */
    Scores.Best best(int wanted) {
        return graphs.best(wanted);
    }

    /** Copies one cell to another in all layers. */
    void copy(int from, int to) {
        IntArray staged = graphs.staged(GraphNames.COPY);
        header(staged, 1, 0);
        staged.set(Pass.RECORDS + Pass.POSITION, from);
        staged.set(Pass.RECORDS + Pass.CELL, to);
        staged.set(Pass.size(1, 0), 0);
        plan.run(GraphNames.COPY);
    }

    /** Turns the keys of some cells by some positions more. */
    void turnKeys(int[] cells, int start, int count, int positions) {
        if (!graphs.has(GraphNames.TURN)) {
            return; // keys that are cached as they come
        }
        graphs.turns().forEach((rotation, array) -> {
            KeyRotation.PairRotation turn = rotation.by(positions);
            for (int i = 0; i < turn.cosines().length; i++) {
                array.set(2 * i, turn.cosines()[i]);
                array.set(2 * i + 1, turn.sines()[i]);
            }
        });
        IntArray request = graphs.turnRequest();
        request.set(1, memory.cells());
        for (int from = start; from < start + count; from += Graphs.TURN_CELLS) {
            int most = Math.min(Graphs.TURN_CELLS, start + count - from);
            request.set(0, most);
            for (int i = 0; i < most; i++) {
                request.set(2 + i, cells[from + i]);
            }
            plan.run(GraphNames.TURN);
        }
    }

    /** Brings the cache to the host, for a device that takes this one's place. */
    SavedCache save() {
        if (memory.caches().isEmpty()) {
            return SavedCache.NONE;
        }
        if (!plan.hasStarted()) { // what it was made with is still on the host
            return restored ? SavedCache.of(layout, memory) : SavedCache.NONE;
        }
        plan.run(GraphNames.SAVE).transferToHost(memory.cacheArrays().toArray());
        return SavedCache.of(layout, memory);
    }

    /** The cache as the host has it: that of the device after {@link #save}, an empty one before anything ran. */
    SavedCache onHost() {
        save();
        return SavedCache.of(layout, memory);
    }

    private void header(IntArray staged, int rows, int outputs) {
        staged.set(Pass.ROWS, rows);
        staged.set(Pass.OUTPUTS, outputs);
        staged.set(Pass.CELLS, memory.cells());
    }

    @Override
    public void close() {
        plan.close();
    }
}
