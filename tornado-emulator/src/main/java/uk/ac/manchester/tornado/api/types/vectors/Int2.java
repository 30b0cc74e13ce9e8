package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Two {@code int} numbers in registers: TornadoVM's {@code Int2}. In a kernel each work-item has its own. */
public final class Int2 {
    private final int[] lanes = new int[2];

    /** All zero; a device may have anything there. */
    public Int2() {}

    public Int2(int x, int y) {
        lanes[0] = x;
        lanes[1] = y;
    }

    public static Int2 add(Int2 a, Int2 b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Int2 sub(Int2 a, Int2 b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Int2 mult(Int2 a, Int2 b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Int2 div(Int2 a, Int2 b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Int2 min(Int2 a, Int2 b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int2 max(Int2 a, Int2 b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int2 add(Int2 a, int b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int2 sub(Int2 a, int b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int2 mult(Int2 a, int b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int2 div(Int2 a, int b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Int2 inc(Int2 a, int b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int2 dec(Int2 a, int b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int2 scale(Int2 a, int b) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int2 clamp(Int2 a, int low, int high) {
        Int2 result = new Int2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static int min(Int2 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static int max(Int2 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static int dot(Int2 a, Int2 b) {
        int result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public int get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, int value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Int2 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 2);
    }

    public int getX() {
        return lanes[0];
    }

    public void setX(int value) {
        lanes[0] = value;
    }

    public int getY() {
        return lanes[1];
    }

    public void setY(int value) {
        lanes[1] = value;
    }

    public Int2 duplicate() {
        Int2 copy = new Int2();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 2;
    }

    public int[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
