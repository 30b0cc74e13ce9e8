package org.cria.model.serve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cria.model.forward.Engine;

/**
 * All slots of a scheduler: who gets which, and which beginnings they share. What is shared was read as a part of a prompt, never merely
 * generated, unless that gives the same bits: so an answer does not depend on what a slot held before. For the scheduler's thread.
 */
final class Slots {
    private final Engine engine;
    private final List<Slot> all;
    private long turns;

    Slots(Engine engine, int count) {
        this.engine = engine;
        this.all = IntStream.range(0, count)
                .mapToObj(i -> new Slot(engine.newSession()))
                .toList();
    }

    /** Those at work. */
    List<Slot> busy() {
        return all.stream().filter(slot -> !slot.isFree()).toList();
    }

    boolean hasFree() {
        return all.stream().anyMatch(Slot::isFree);
    }

    /** Those that have a token to go on with. */
    List<Slot> generating() {
        return all.stream().filter(Slot::generates).toList();
    }

    /**
     * Gives a job a free slot: the one that holds most of its prompt if it is to go on from all that it holds, else the one that was free
     * longest, so that what others may go on from stays.
     */
    void take(Ticket ticket) {
        List<Slot> free = all.stream().filter(Slot::isFree).toList();
        float[] strengths = ticket.job().strengths(engine);
        Slot best = free.stream()
                .max(Comparator.comparingInt(slot -> slot.shared(ticket.prompt(), strengths)))
                .orElseThrow();
        int shared = best.shared(ticket.prompt(), strengths);
        boolean goesOn = shared > 0 && shared + 1 >= best.session().length();
        Slot slot = goesOn
                ? best
                : free.stream().min(Comparator.comparingLong(Slot::turn)).orElseThrow();
        slot.take(ticket, ++turns);
        ticket.start();
        if (ticket.job().scored() || !adoptLongest(slot, -1, strengths)) {
            slot.adopt(slot, 0, strengths);
        }
        ticket.listener().started(ticket.reused());
    }

    /** Has a slot go on from the longest beginning of its prompt that any slot holds, if that is longer than this. */
    private boolean adoptLongest(Slot slot, int than, float[] strengths) {
        int[] prompt = slot.ticket().prompt();
        Slot source = all.stream()
                .max(Comparator.comparingInt((Slot each) -> each.shared(prompt, strengths)))
                .orElseThrow();
        int shared = source.shared(prompt, strengths);
        if (shared > than) {
            slot.adopt(source, shared, strengths);
        }
        return shared > than;
    }

    /**
     * Slots whose prompts are to be read on, the oldest first: without those that wait for an older one to read a beginning which both
     * have; they go on from what it has read so far.
     */
    List<Slot> reading() {
        List<Slot> reading = new ArrayList<>();
        List<Slot> waiting = all.stream()
                .filter(Slot::reads)
                .sorted(Comparator.comparingLong(Slot::turn))
                .toList();
        for (Slot slot : waiting) {
            if (!slot.ticket().job().scored()) {
                adoptLongest(slot, slot.session().length(), slot.strengths());
            }
            if (slot.ticket().job().scored() || reading.stream().noneMatch(older -> isAhead(older, slot))) {
                reading.add(slot);
            }
        }
        return reading;
    }

    /** Whether an older slot is about to read what this one would read next. */
    private static boolean isAhead(Slot older, Slot slot) {
        int[] prompt = slot.ticket().prompt();
        int[] others = older.ticket().prompt();
        int at = Math.max(slot.session().length(), older.session().length());
        int end = Math.min(prompt.length - 1, others.length);
        return at < end
                && Arrays.equals(older.strengths(), slot.strengths())
                && Arrays.mismatch(prompt, 0, at + 1, others, 0, at + 1) < 0;
    }

    /** Ends everything. */
    void close() {
        all.forEach(slot -> slot.session().close());
    }
}
