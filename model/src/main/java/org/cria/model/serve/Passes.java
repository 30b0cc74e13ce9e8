package org.cria.model.serve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.cria.kernels.Scores;
import org.cria.model.forward.Engine;
import org.cria.model.forward.LogitsConsumer;
import org.cria.model.forward.PromptBatch;
import org.cria.model.forward.Session;
import org.cria.model.forward.SessionBatch;
import org.cria.model.generation.Piece;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.speculation.Drafting;
import org.jspecify.annotations.Nullable;

/** Takes slots through the model: first those that generate, then those that read. For the scheduler's thread, but for {@link #load}. */
final class Passes {
    /** The fewest tokens of prompts in a pass: with less, reading the weights takes all the time. */
    private static final int FEWEST_ROWS = 16;
    /** With more rows in a pass, those of guesses take time in proportion. */
    private static final int GUESSED_ROWS = 17;

    private final Engine engine;
    private final Duration pause;
    /** That a token of a prompt took lately; 0 where none was read yet. */
    private double nanosPerRow;

    private final AtomicLong read = new AtomicLong();
    private final AtomicLong reused = new AtomicLong();
    private final AtomicLong generated = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    Passes(Engine engine, Duration pause) {
        this.engine = engine;
        this.pause = pause;
    }

    Load load(int slots, int busy, int waiting) {
        return new Load(slots, busy, waiting, read.get(), reused.get(), generated.get(), count.get(), ended.get());
    }

    void run(Slots slots) {
        List<Slot> generating = slots.generating();
        if (!generating.isEmpty()) {
            together(generating, () -> decode(generating));
        }
        List<Slot> reading = slots.reading();
        if (!reading.isEmpty()) {
            int room = room(!slots.generating().isEmpty());
            together(reading, () -> read(reading, room));
        }
    }

    /** A pass that fails, fails for all that took part. */
    private void together(List<Slot> taking, Runnable pass) {
        try {
            count.incrementAndGet();
            pass.run();
        } catch (RuntimeException | Error e) {
            for (Slot slot : taking) {
                if (!slot.isFree()) {
                    Ticket ticket = slot.ticket();
                    slot.release();
                    fail(ticket, e);
                }
            }
        }
    }

    /** The most tokens that a pass of texts has with what is guessed of them. */
    int mostRows() {
        return Math.min(GUESSED_ROWS, Math.min(engine.batchRows(), engine.scoredRows()));
    }

    private void decode(List<Slot> generating) {
        int guessed = Math.max(0, mostRows() / generating.size() - 1);
        boolean alone = generating.size() == 1; // a model guesses for one text; with several, a pass has enough to do
        List<int[]> tokens =
                generating.stream().map(slot -> slot.tokens(guessed, alone)).toList();
        List<List<? extends Scores>> scores = scores(generating, tokens);
        for (Slot slot : generating) {
            slot.ticket().drafting().ifPresent(alone ? Drafting::passed : Drafting::passedWithOthers);
        }
        for (int i = 0; i < generating.size(); i++) {
            goOn(generating.get(i), scores.get(i));
        }
    }

    /** For each slot what is behind each of its tokens. */
    private static List<List<? extends Scores>> scores(List<Slot> generating, List<int[]> tokens) {
        List<Session> sessions = generating.stream().map(Slot::session).toList();
        if (tokens.stream().anyMatch(own -> own.length > 1)) {
            return List.copyOf(new SessionBatch(sessions).check(tokens));
        }
        if (sessions.size() == 1) {
            int needed = generating.getFirst().ticket().continuation().needed();
            int token = tokens.getFirst()[0];
            Session session = sessions.getFirst();
            return List.of(List.of(needed == 0 ? session.decode(token) : session.best(token, needed)));
        }
        return new SessionBatch(sessions)
                .decode(tokens.stream().mapToInt(own -> own[0]).toArray()).stream()
                        .<List<? extends Scores>>map(List::of)
                        .toList();
    }

    /** Chooses tokens as long as they are those that were guessed. */
    private void goOn(Slot slot, List<? extends Scores> scores) {
        int length = slot.session().length() - scores.size();
        for (Scores behind : scores) {
            length++;
            slot.decoded(engine.readsAsItGenerates(), length);
            choose(slot, behind, length);
            if (slot.isFree()) {
                return;
            }
            if (!slot.goesOn()) {
                break;
            }
        }
        slot.settle();
    }

    /** How many tokens of prompts a pass reads. */
    private int room(boolean others) {
        if (!others) {
            return engine.batchRows();
        }
        int rows = nanosPerRow == 0 ? FEWEST_ROWS : (int) Math.min(engine.batchRows(), pause.toNanos() / nanosPerRow);
        return Math.clamp(rows, Math.min(FEWEST_ROWS, engine.batchRows()), engine.batchRows());
    }

    private void read(List<Slot> reading, int room) {
        int[] shares = PromptShares.of(reading.stream().mapToInt(Slot::left).toArray(), room);
        List<PromptBatch.Part> parts = new ArrayList<>();
        List<Slot> taking = new ArrayList<>();
        int scored = engine.scoredRows();
        int rows = 0;
        for (int i = 0; i < shares.length; i++) {
            Slot slot = reading.get(i);
            int share = slot.ticket().job().scored() ? Math.min(shares[i], scored) : shares[i];
            boolean whole = share == slot.left();
            if (share == 0 || (whole && scored == 0)) {
                continue;
            }
            PromptBatch.Part part = part(slot, share, whole);
            scored -= share - part.firstScored();
            rows += share;
            parts.add(part);
            taking.add(slot);
        }
        long start = System.nanoTime();
        new PromptBatch(parts).read();
        double nanos = (System.nanoTime() - start) / (double) rows;
        nanosPerRow = nanosPerRow == 0 ? nanos : (nanosPerRow + nanos) / 2;
        read.addAndGet(rows);
        finish(taking, parts);
    }

    private void finish(List<Slot> taking, List<PromptBatch.Part> parts) {
        for (int i = 0; i < taking.size(); i++) {
            Slot slot = taking.get(i);
            Handed handed = (Handed) parts.get(i).consumer();
            slot.read();
            if (handed.failure != null) {
                Ticket ticket = slot.ticket();
                slot.release();
                fail(ticket, handed.failure);
            } else if (slot.left() == 0) {
                reused.addAndGet(slot.ticket().reused());
                behindPrompt(slot, handed.last);
            }
        }
    }

    /** Hands out what is behind each token where that is wanted, and keeps what is behind the last. */
    private static final class Handed implements LogitsConsumer {
        private final Ticket ticket;
        private float[] last = new float[0];
        private @Nullable RuntimeException failure;

        Handed(Ticket ticket) {
            this.ticket = ticket;
        }

        @Override
        public void accept(int position, Scores.All row) {
            try {
                if (position + 1 == ticket.prompt().length) {
                    last = row.toArray();
                } else {
                    ticket.listener().scored(position, LogProbabilities.of(row));
                }
            } catch (RuntimeException e) {
                failure = e; // others are in the same pass
            }
        }
    }

    private static PromptBatch.Part part(Slot slot, int share, boolean whole) {
        int from = slot.session().length();
        int[] tokens = Arrays.copyOfRange(slot.ticket().prompt(), from, from + share);
        int firstScored = slot.ticket().job().scored() ? 0 : whole ? share - 1 : share;
        return new PromptBatch.Part(slot.session(), tokens, firstScored, new Handed(slot.ticket()));
    }

    private void behindPrompt(Slot slot, float[] logits) {
        if (slot.ticket().continuation().stopReason().isPresent()) {
            Ticket ticket = slot.ticket();
            slot.release();
            complete(ticket);
        } else {
            choose(slot, Scores.All.of(logits), slot.session().length());
        }
    }

    /** @param length of the text without the token that is chosen */
    private void choose(Slot slot, Scores scores, int length) {
        Ticket ticket = slot.ticket();
        try {
            Piece piece = ticket.choose(scores, length < engine.contextSize());
            generated.incrementAndGet();
            slot.goOn(piece);
            ticket.listener().said(piece, ticket.continuation().tokensSaid());
        } catch (RuntimeException | AssertionError e) { // of this text alone
            slot.release();
            fail(ticket, e);
            return;
        }
        if (ticket.continuation().stopReason().isPresent()) {
            slot.release();
            complete(ticket);
        }
    }

    void complete(Ticket ticket) {
        ended.incrementAndGet();
        ticket.listener()
                .ended(new Ending.Complete(ticket.continuation().stopReason().orElseThrow(), ticket.report()));
    }

    void end(Ticket ticket, Ending.Cause cause) {
        ended.incrementAndGet();
        String heldBack = ticket.continuation().cancel();
        ticket.listener().ended(new Ending.Broken(cause, heldBack, ticket.report()));
    }

    void fail(Ticket ticket, Throwable failure) {
        ended.incrementAndGet();
        ticket.listener().ended(new Ending.Failed(failure, ticket.report()));
    }
}
