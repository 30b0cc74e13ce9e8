package org.cria.kernels.backend.cpu;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Count;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;

/** A program lowered to CPU loops, with its threads, activations and cache. */
final class CpuExecutable implements Executable {
    private final Program program;
    private final Settings settings;
    private final CpuLoops loops;
    private final Workers workers;
    private final CpuKvStore kv;
    private final Lowering lowering;
    private final int adapters;
    private final List<Op> ops;
    private final Activation logits;
    private final long tokenBytes;
    private Receipt.Work prompt = Receipt.Work.NONE;
    private Receipt.Work text = Receipt.Work.NONE;
    private boolean closed;

    CpuExecutable(Program program, Settings settings, CpuLoops loops) {
        this(program, settings, loops, Optional.empty());
    }

    /** @param inputs what is told of what enters products */
    CpuExecutable(Program program, Settings settings, CpuLoops loops, Optional<InputSquares> inputs) {
        this.program = program;
        this.settings = settings;
        this.tokenBytes = Receipt.tokenBytes(program);
        this.loops = loops;
        this.kv = new CpuKvStore(program, settings.keys(), settings.values(), loops.arithmetic());
        this.lowering = new Lowering(program, loops, kv, settings.threads(), inputs);
        this.ops = lowering.ops();
        this.adapters = program.adapters();
        this.logits = lowering.activation(program.logits());
        this.workers = new Workers(settings.threads());
    }

    @Override
    public synchronized Output forward(Batch batch, BooleanSupplier stop) {
        if (closed) {
            throw new IllegalStateException("the executable is closed");
        }
        if (batch.rows() > settings.batchRows()) {
            throw new IllegalArgumentException(
                    "a batch of " + batch.rows() + " rows, compiled for at most " + settings.batchRows());
        }
        ForwardPass pass = new ForwardPass(batch, kv.windowRows(batch));
        long start = System.nanoTime();
        loops.arithmetic().begin(batch.rows());
        batch.checkStrengths(adapters);
        lowering.prepare(pass);
        workers.run(ops, pass, stop);
        Receipt.Work work = new Receipt.Work(batch.rows(), System.nanoTime() - start, 0, 0, 0, 0);
        if (pass.decoding()) {
            text = text.plus(work);
        } else {
            prompt = prompt.plus(work);
        }
        return new Output(logits.values(), pass.outputRows(), logits.columns());
    }

    /** Only where a row is multiplied in its own format and a tile in decoded rows do the orders of sums differ. */
    @Override
    public boolean phasesAgree() {
        return ops.stream().noneMatch(op -> op instanceof ExpertProductOp || isInFloats(op));
    }

    private static boolean isInFloats(Op op) {
        return op instanceof MatMulsOp some && some.products().getFirst() instanceof FloatMatMul;
    }

    @Override
    public void warmUp() {
        WarmUp.run(program, settings, loops.lasting());
    }

    @Override
    public synchronized Receipt receipt() {
        return new Receipt(List.of(new Receipt.Account("cpu", Receipt.Start.NONE, prompt, text, tokenBytes)));
    }

    @Override
    public KvStore kv() {
        return kv;
    }

    @Override
    public String description() {
        return "cpu: " + Count.of(settings.threads(), "thread") + ", "
                + loops.arithmetic().description()
                + (loops.products().description().isEmpty()
                        ? ""
                        : "; " + loops.products().description());
    }

    @Override
    public List<Explanation> notes() {
        return loops.arithmetic().notes();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            workers.close();
            kv.close();
        }
    }
}
