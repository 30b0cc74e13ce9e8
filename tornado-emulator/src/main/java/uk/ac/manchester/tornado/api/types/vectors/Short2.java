package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Two {@code short} numbers in registers: TornadoVM's {@code Short2}. In a kernel each work-item has its own. */
public final class Short2 {
    private final short[] lanes = new short[2];

    /** All zero; a device may have anything there. */
    public Short2() {}

    public Short2(short x, short y) {
        lanes[0] = x;
        lanes[1] = y;
    }

    public static Short2 add(Short2 a, Short2 b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] + b.lanes[i]);
        }
        return result;
    }

    public static Short2 sub(Short2 a, Short2 b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] - b.lanes[i]);
        }
        return result;
    }

    public static Short2 mult(Short2 a, Short2 b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] * b.lanes[i]);
        }
        return result;
    }

    public static Short2 div(Short2 a, Short2 b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] / b.lanes[i]);
        }
        return result;
    }

    public static Short2 min(Short2 a, Short2 b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Short2 max(Short2 a, Short2 b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Short2 add(Short2 a, short b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] + b);
        }
        return result;
    }

    public static Short2 sub(Short2 a, short b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] - b);
        }
        return result;
    }

    public static Short2 mult(Short2 a, short b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] * b);
        }
        return result;
    }

    public static Short2 div(Short2 a, short b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] / b);
        }
        return result;
    }

    public static Short2 inc(Short2 a, short b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] + b);
        }
        return result;
    }

    public static Short2 dec(Short2 a, short b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] - b);
        }
        return result;
    }

    public static Short2 scale(Short2 a, short b) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) (a.lanes[i] * b);
        }
        return result;
    }

    public static Short2 clamp(Short2 a, short low, short high) {
        Short2 result = new Short2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = (short) Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static short min(Short2 a) {
        short result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = (short) Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static short max(Short2 a) {
        short result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = (short) Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public short get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, short value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Short2 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 2);
    }

    public short getX() {
        return lanes[0];
    }

    public void setX(short value) {
        lanes[0] = value;
    }

    public short getY() {
        return lanes[1];
    }

    public void setY(short value) {
        lanes[1] = value;
    }

    public Short2 duplicate() {
        Short2 copy = new Short2();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 2;
    }

    public short[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
