package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Three {@code byte} numbers in registers: TornadoVM's {@code Byte3}. In a kernel each work-item has its own. */
public final class Byte3 {
    private final byte[] lanes = new byte[3];

    /** All zero; a device may have anything there. */
    public Byte3() {}

    public Byte3(byte x, byte y, byte z) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
    }

    public static Byte3 add(Byte3 a, Byte3 b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] + b.lanes[i]);
        }
        return result;
    }

    public static Byte3 sub(Byte3 a, Byte3 b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] - b.lanes[i]);
        }
        return result;
    }

    public static Byte3 mult(Byte3 a, Byte3 b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] * b.lanes[i]);
        }
        return result;
    }

    public static Byte3 div(Byte3 a, Byte3 b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] / b.lanes[i]);
        }
        return result;
    }

    public static Byte3 min(Byte3 a, Byte3 b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Byte3 max(Byte3 a, Byte3 b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Byte3 add(Byte3 a, byte b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] + b);
        }
        return result;
    }

    public static Byte3 sub(Byte3 a, byte b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] - b);
        }
        return result;
    }

    public static Byte3 mult(Byte3 a, byte b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] * b);
        }
        return result;
    }

    public static Byte3 div(Byte3 a, byte b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] / b);
        }
        return result;
    }

    public static Byte3 inc(Byte3 a, byte b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] + b);
        }
        return result;
    }

    public static Byte3 dec(Byte3 a, byte b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] - b);
        }
        return result;
    }

    public static Byte3 scale(Byte3 a, byte b) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) (a.lanes[i] * b);
        }
        return result;
    }

    public static Byte3 clamp(Byte3 a, byte low, byte high) {
        Byte3 result = new Byte3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = (byte) Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static byte min(Byte3 a) {
        byte result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = (byte) Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static byte max(Byte3 a) {
        byte result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = (byte) Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public byte get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, byte value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Byte3 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 3);
    }

    public byte getX() {
        return lanes[0];
    }

    public void setX(byte value) {
        lanes[0] = value;
    }

    public byte getY() {
        return lanes[1];
    }

    public void setY(byte value) {
        lanes[1] = value;
    }

    public byte getZ() {
        return lanes[2];
    }

    public void setZ(byte value) {
        lanes[2] = value;
    }

    public Byte3 duplicate() {
        Byte3 copy = new Byte3();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 3;
    }

    public byte[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
