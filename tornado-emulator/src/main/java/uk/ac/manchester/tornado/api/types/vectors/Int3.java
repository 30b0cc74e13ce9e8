package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Three {@code int} numbers in registers: TornadoVM's {@code Int3}. In a kernel each work-item has its own. */
public final class Int3 {
    private final int[] lanes = new int[3];

    /** All zero; a device may have anything there. */
    public Int3() {}

    public Int3(int x, int y, int z) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
    }

    public static Int3 add(Int3 a, Int3 b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Int3 sub(Int3 a, Int3 b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Int3 mult(Int3 a, Int3 b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Int3 div(Int3 a, Int3 b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Int3 min(Int3 a, Int3 b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int3 max(Int3 a, Int3 b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int3 add(Int3 a, int b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int3 sub(Int3 a, int b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int3 mult(Int3 a, int b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int3 div(Int3 a, int b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Int3 inc(Int3 a, int b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int3 dec(Int3 a, int b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int3 scale(Int3 a, int b) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int3 clamp(Int3 a, int low, int high) {
        Int3 result = new Int3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static int min(Int3 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static int max(Int3 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = Math.max(result, a.lanes[i]);
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
    public void set(Int3 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 3);
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

    public int getZ() {
        return lanes[2];
    }

    public void setZ(int value) {
        lanes[2] = value;
    }

    public Int2 asInt2() {
        return new Int2(lanes[0], lanes[1]);
    }

    public Int3 duplicate() {
        Int3 copy = new Int3();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 3;
    }

    public int[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
