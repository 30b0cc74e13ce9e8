package org.cria.kernels.gradient;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of the loss by contents, while the pass back needs them. A sum's gradient is that of each of its terms, so contents share arrays
 * until one of them is changed.
 */
final class Gradients {
    private static final class Shared {
        final float[] values;
        int holders = 1;

        Shared(float[] values) {
            this.values = values;
        }
    }

    /** Where something is added to a gradient, or its first term is written. */
    @SuppressWarnings("ArrayRecordComponent") // a view, compared by nobody
    record Sum(float[] values, boolean adds) {}

    private final Frame frame;
    private final FloatArrays arrays;
    private final @Nullable Shared[] all;

    Gradients(Frame frame, FloatArrays arrays, int contents) {
        this.frame = frame;
        this.arrays = arrays;
        this.all = new Shared[contents];
    }

    boolean has(Content content) {
        return all[content.number()] != null;
    }

    /** Begins with an array that is only read. */
    void begin(Content content, float[] values) {
        Shared lent = new Shared(values);
        lent.holders = 2;
        all[content.number()] = lent;
    }

    /** [rows, columns], only to be read. */
    float[] of(Content content) {
        return held(content).values;
    }

    /** The gradient, to be changed, and no longer the content's. */
    float[] take(Content content) {
        Shared shared = held(content);
        all[content.number()] = null;
        if (--shared.holders == 0) {
            return shared.values;
        }
        return copy(content, shared.values);
    }

    /** Adds an array that is nobody else's, and not the caller's any longer. */
    void give(Content content, float[] values) {
        if (all[content.number()] == null) {
            all[content.number()] = new Shared(values);
            return;
        }
        add(content, values);
        arrays.give(values, content.columns());
    }

    /** Adds one content's gradient to that of another one. */
    void share(Content from, Content to) {
        Shared shared = held(from);
        if (all[to.number()] == null) {
            shared.holders++;
            all[to.number()] = shared;
        } else {
            add(to, shared.values);
        }
    }

    /** Where terms are added to a content's gradient, value by value; where it has none, of any values, which the first term overwrites. */
    Sum sum(Content content) {
        Shared shared = all[content.number()];
        if (shared == null) {
            shared = new Shared(arrays.take(frame.rows(content), content.columns()));
            all[content.number()] = shared;
            return new Sum(shared.values, false);
        }
        if (shared.holders > 1) {
            shared.holders--;
            shared = new Shared(copy(content, shared.values));
            all[content.number()] = shared;
        }
        return new Sum(shared.values, true);
    }

    /** The same, with zeros where there is none. */
    float[] begun(Content content) {
        Sum sum = sum(content);
        if (!sum.adds()) {
            Arrays.fill(sum.values(), 0, frame.rows(content) * content.columns(), 0f);
        }
        return sum.values();
    }

    /** Forgets a gradient, if there is one. */
    void release(Content content) {
        Shared shared = all[content.number()];
        all[content.number()] = null;
        if (shared != null && --shared.holders == 0) {
            arrays.give(shared.values, content.columns());
        }
    }

    private void add(Content to, float[] values) {
        float[] sums = sum(to).values();
        frame.forRows(to, (from, end, _) -> {
            for (int i = from * to.columns(); i < end * to.columns(); i++) {
                sums[i] += values[i];
            }
        });
    }

    private float[] copy(Content content, float[] values) {
        float[] copy = arrays.take(frame.rows(content), content.columns());
        System.arraycopy(values, 0, copy, 0, frame.rows(content) * content.columns());
        return copy;
    }

    private Shared held(Content content) {
        Shared shared = all[content.number()];
        if (shared == null) {
            throw new IllegalStateException("'" + content.buffer().name() + "' has no gradient yet");
        }
        return shared;
    }
}
