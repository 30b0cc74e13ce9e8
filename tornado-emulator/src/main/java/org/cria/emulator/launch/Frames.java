package org.cria.emulator.launch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Local variables of a work-item that waits at a barrier; last saved, first restored. */
final class Frames {
    private static final long[] NO_NUMBERS = {};
    private static final Object[] NO_REFERENCES = {};

    private long[] numbers = NO_NUMBERS;
    private @Nullable Object[] references = NO_REFERENCES;
    private int numberCount;
    private int referenceCount;

    void push(long bits) {
        if (numberCount == numbers.length) {
            numbers = Arrays.copyOf(numbers, 16 + 2 * numberCount);
        }
        numbers[numberCount++] = bits;
    }

    long pop() {
        return numbers[--numberCount];
    }

    void pushReference(@Nullable Object reference) {
        if (referenceCount == references.length) {
            references = Arrays.copyOf(references, 8 + 2 * referenceCount);
        }
        references[referenceCount++] = reference;
    }

    @Nullable
    Object popReference() {
        return references[--referenceCount];
    }

    void clear() {
        numberCount = 0;
        referenceCount = 0;
    }
}
