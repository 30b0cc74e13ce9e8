package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Three {@code short} numbers in registers: TornadoVM's {@code Short3}. In a kernel each work-item has its own. */
public final class Short3 {
    private final short[] lanes = new short[3];

    /** All zero; a device may have anything there. */
    public Short3() {}

    public Short3(short x, short y, short z) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
    }

    public static Short3 add(Short3 a, Short3 b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] + b.lanes[i]);
        }
        return result;
    }

    public static Short3 sub(Short3 a, Short3 b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] - b.lanes[i]);
        }
        return result;
    }

    public static Short3 mult(Short3 a, Short3 b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] * b.lanes[i]);
        }
        return result;
    }

    public static Short3 div(Short3 a, Short3 b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] / b.lanes[i]);
        }
        return result;
    }

    public static Short3 min(Short3 a, Short3 b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Short3 max(Short3 a, Short3 b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Short3 add(Short3 a, short b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] + b);
        }
        return result;
    }

    public static Short3 sub(Short3 a, short b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] - b);
        }
        return result;
    }

    public static Short3 mult(Short3 a, short b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] * b);
        }
        return result;
    }

    public static Short3 div(Short3 a, short b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] / b);
        }
        return result;
    }

    public static Short3 inc(Short3 a, short b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] + b);
        }
        return result;
    }

    public static Short3 dec(Short3 a, short b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] - b);
        }
        return result;
    }

    public static Short3 scale(Short3 a, short b) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) (a.lanes[i] * b);
        }
        return result;
    }

    public static Short3 clamp(Short3 a, short low, short high) {
        Short3 result = new Short3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (short) Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static short min(Short3 a) {
        short result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = (short) Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static short max(Short3 a) {
        short result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
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
    public void set(Short3 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 3);
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

    public short getZ() {
        return lanes[2];
    }

    public void setZ(short value) {
        lanes[2] = value;
    }

    public Short3 duplicate() {
        Short3 copy = new Short3();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 3;
    }

    public short[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
