package org.cria.model.eval;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Random numbers as Python's {@code random.Random} makes them, from which the harness draws its examples: the Mersenne Twister MT19937.
 *
 * @see <a href="https://dl.acm.org/doi/10.1145/272991.272995">Matsumoto and Nishimura 1998</a>
 */
final class PythonRandom {
    private static final int SIZE = 624;
    private static final int MIDDLE = 397;
    private static final int UPPER = 0x8000_0000;
    private static final int LOWER = 0x7fff_ffff;
    private static final int MATRIX = 0x9908_b0df;

    /** [624] */
    private final int[] state = new int[SIZE];

    private int at = SIZE;

    /** @param seed as {@code random.Random(seed)} takes a whole number; of a negative one its magnitude counts */
    PythonRandom(long seed) {
        long magnitude = Math.abs(seed);
        int low = (int) magnitude;
        int high = (int) (magnitude >>> 32);
        fill(high == 0 ? new int[] {low} : new int[] {low, high});
    }

    private void start(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** {@code init_by_array}. */
    private void fill(int[] key) {
        start(19_650_218);
        int i = 1;
        int j = 0;
        for (int k = Math.max(SIZE, key.length); k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_664_525)) + key[j] + j;
            i = next(i);
            j = (j + 1) % key.length;
        }
        for (int k = SIZE - 1; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1_566_083_941)) - i;
            i = next(i);
        }
        state[0] = UPPER;
    }

    private int next(int i) {
        if (i + 1 < SIZE) {
            return i + 1;
        }
        state[0] = state[SIZE - 1];
        return 1;
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int y = (state[i] & UPPER) | (state[(i + 1) % SIZE] & LOWER);
            state[i] = state[(i + MIDDLE) % SIZE] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        at = 0;
    }

    /** The next 32 bits. */
    int bits() {
        if (at == SIZE) {
            twist();
        }
        int y = state[at++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        return y ^ (y >>> 18);
    }

    /** A number from 0 to less than {@code bound}. */
    int below(int bound) {
        int unused = Integer.numberOfLeadingZeros(bound);
        int found = bits() >>> unused;
        while (found >= bound) {
            found = bits() >>> unused;
        }
        return found;
    }

    /**
     * {@code random.sample(range(population), count)}.
     *
     * @return [count] different numbers
     */
    int[] sample(int population, int count) {
        if (count < 0 || count > population) {
            throw new IllegalArgumentException(count + " of " + population);
        }
        int setSize = 21;
        if (count > 5) {
            setSize += (int) Math.pow(4, Math.ceil(Math.log(count * 3.0) / Math.log(4)));
        }
        return population <= setSize ? ofPool(population, count) : ofSet(population, count);
    }

    private int[] ofPool(int population, int count) {
        int[] pool = IntStream.range(0, population).toArray();
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = below(population - i);
            drawn[i] = pool[j];
            pool[j] = pool[population - i - 1];
        }
        return drawn;
    }

    private int[] ofSet(int population, int count) {
        Set<Integer> seen = new HashSet<>();
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = below(population);
            while (!seen.add(j)) {
                j = below(population);
            }
            drawn[i] = j;
        }
        return drawn;
    }
}
