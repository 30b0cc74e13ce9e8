package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Four {@code int} numbers in registers: TornadoVM's {@code Int4}. In a kernel each work-item has its own. */
public final class Int4 {
    private final int[] lanes = new int[4];

    /** All zero; a device may have anything there. */
    public Int4() {}

    public Int4(int x, int y, int z, int w) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
        lanes[3] = w;
    }

    public static Int4 add(Int4 a, Int4 b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Int4 sub(Int4 a, Int4 b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Int4 mult(Int4 a, Int4 b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Int4 div(Int4 a, Int4 b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Int4 min(Int4 a, Int4 b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int4 max(Int4 a, Int4 b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int4 add(Int4 a, int b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int4 sub(Int4 a, int b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int4 mult(Int4 a, int b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int4 div(Int4 a, int b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Int4 inc(Int4 a, int b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int4 dec(Int4 a, int b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int4 scale(Int4 a, int b) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int4 clamp(Int4 a, int low, int high) {
        Int4 result = new Int4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static int min(Int4 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static int max(Int4 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
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
    public void set(Int4 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 4);
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

    public int getW() {
        return lanes[3];
    }

    public void setW(int value) {
        lanes[3] = value;
    }

    public Int2 asInt2() {
        return new Int2(lanes[0], lanes[1]);
    }

    public Int3 asInt3() {
        return new Int3(lanes[0], lanes[1], lanes[2]);
    }

    public Int4 duplicate() {
        Int4 copy = new Int4();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 4;
    }

    public int[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
