package org.cria.kernels.check.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.Values;
import org.cria.kernels.check.compare.Reference;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/**
 * A program run on the CPU step by step, one batch after the other: what is in every buffer, and in a step's cache, before each step
 * of the last batch.
 */
final class Trace {
    private final Program program;
    private final Settings settings;
    private final Reference reference;
    private final Map<Integer, byte[]> caches = new HashMap<>();
    private Values[] before = new Values[0];

    /** @param settings with the cells that batches use */
    Trace(Program program, Settings settings) {
        this.program = program;
        this.settings = settings;
        this.reference = new Reference(program.kv(), settings);
    }

    /** Runs a batch; returns the logits of its outputs. */
    float[] run(Batch batch) {
        List<Step> steps = program.steps();
        before = new Values[steps.size() + 1];
        Values now = Values.NONE;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int layer = layer(step);
            now = new Values(now.buffers(), layer < 0 ? new byte[0] : cache(layer));
            before[i] = now;
            Values written = reference.run(List.of(step), batch, now, step.writes());
            if (layer >= 0) {
                caches.put(layer, written.cache());
            }
            now = now.after(written);
        }
        before[steps.size()] = new Values(now.buffers(), new byte[0]);
        return now.of(program.logits());
    }

    /** What an operator finds in the last batch. */
    Values before(Operator operator, int layer) {
        int at = operator.at().get(layer);
        Values found = before[at];
        for (Step step : operator.layers().get(layer)) {
            Values ofStep = before[at++];
            if (layer(step) >= 0) {
                return new Values(found.buffers(), ofStep.cache());
            }
        }
        return new Values(found.buffers(), new byte[0]);
    }

    /** What these buffers hold after it. */
    Values after(Operator operator, int layer, List<Buffer> wanted) {
        List<Step> steps = operator.layers().get(layer);
        Map<Buffer, float[]> after = new HashMap<>();
        Values found = before[operator.at().get(layer) + steps.size()];
        wanted.forEach(buffer -> after.put(buffer, found.of(buffer)));
        byte[] cache = new byte[0];
        for (Step step : steps) {
            if (layer(step) >= 0) {
                cache = cache(layer(step));
            }
        }
        return new Values(after, cache);
    }

    /** The layer of the cache that a step uses; -1 where it uses none. */
    private static int layer(Step step) {
        return step.cacheLayer().orElse(-1);
    }

    private byte[] cache(int layer) {
        long cellBytes = program.kv().bytes(layer, settings.keys(), settings.values());
        return caches.computeIfAbsent(layer, l -> new byte[Math.toIntExact(settings.cells() * cellBytes)]);
    }
}
