package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Four {@code byte} numbers in registers: TornadoVM's {@code Byte4}. In a kernel each work-item has its own. */
public final class Byte4 {
    private final byte[] lanes = new byte[4];

    /** All zero; a device may have anything there. */
    public Byte4() {}

    public Byte4(byte x, byte y, byte z, byte w) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
        lanes[3] = w;
    }

    public static Byte4 add(Byte4 a, Byte4 b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] + b.lanes[i]);
        }
        return result;
    }

    public static Byte4 sub(Byte4 a, Byte4 b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] - b.lanes[i]);
        }
        return result;
    }

    public static Byte4 mult(Byte4 a, Byte4 b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] * b.lanes[i]);
        }
        return result;
    }

    public static Byte4 div(Byte4 a, Byte4 b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] / b.lanes[i]);
        }
        return result;
    }

    public static Byte4 min(Byte4 a, Byte4 b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Byte4 max(Byte4 a, Byte4 b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Byte4 add(Byte4 a, byte b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] + b);
        }
        return result;
    }

    public static Byte4 sub(Byte4 a, byte b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] - b);
        }
        return result;
    }

    public static Byte4 mult(Byte4 a, byte b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] * b);
        }
        return result;
    }

    public static Byte4 div(Byte4 a, byte b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] / b);
        }
        return result;
    }

    public static Byte4 inc(Byte4 a, byte b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] + b);
        }
        return result;
    }

    public static Byte4 dec(Byte4 a, byte b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] - b);
        }
        return result;
    }

    public static Byte4 scale(Byte4 a, byte b) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) (a.lanes[i] * b);
        }
        return result;
    }

    public static Byte4 clamp(Byte4 a, byte low, byte high) {
        Byte4 result = new Byte4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = (byte) Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static byte min(Byte4 a) {
        byte result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = (byte) Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static byte max(Byte4 a) {
        byte result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
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
    public void set(Byte4 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 4);
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

    public byte getW() {
        return lanes[3];
    }

    public void setW(byte value) {
        lanes[3] = value;
    }

    public Byte4 duplicate() {
        Byte4 copy = new Byte4();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 4;
    }

    public byte[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
