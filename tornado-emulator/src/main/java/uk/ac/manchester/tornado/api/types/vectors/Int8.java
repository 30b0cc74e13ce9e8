package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Eight {@code int} numbers in registers: TornadoVM's {@code Int8}. In a kernel each work-item has its own. */
public final class Int8 {
    private final int[] lanes = new int[8];

    /** All zero; a device may have anything there. */
    public Int8() {}

    public Int8(int s0, int s1, int s2, int s3, int s4, int s5, int s6, int s7) {
        lanes[0] = s0;
        lanes[1] = s1;
        lanes[2] = s2;
        lanes[3] = s3;
        lanes[4] = s4;
        lanes[5] = s5;
        lanes[6] = s6;
        lanes[7] = s7;
    }

    public static Int8 add(Int8 a, Int8 b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Int8 sub(Int8 a, Int8 b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Int8 mult(Int8 a, Int8 b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Int8 div(Int8 a, Int8 b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Int8 min(Int8 a, Int8 b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int8 max(Int8 a, Int8 b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int8 add(Int8 a, int b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int8 sub(Int8 a, int b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int8 mult(Int8 a, int b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int8 div(Int8 a, int b) {
        Int8 result = new Int8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static int min(Int8 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 8; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static int max(Int8 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 8; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static int dot(Int8 a, Int8 b) {
        int result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 8; i++) {
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
    public void set(Int8 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 8);
    }

    public int getS0() {
        return lanes[0];
    }

    public void setS0(int value) {
        lanes[0] = value;
    }

    public int getS1() {
        return lanes[1];
    }

    public void setS1(int value) {
        lanes[1] = value;
    }

    public int getS2() {
        return lanes[2];
    }

    public void setS2(int value) {
        lanes[2] = value;
    }

    public int getS3() {
        return lanes[3];
    }

    public void setS3(int value) {
        lanes[3] = value;
    }

    public int getS4() {
        return lanes[4];
    }

    public void setS4(int value) {
        lanes[4] = value;
    }

    public int getS5() {
        return lanes[5];
    }

    public void setS5(int value) {
        lanes[5] = value;
    }

    public int getS6() {
        return lanes[6];
    }

    public void setS6(int value) {
        lanes[6] = value;
    }

    public int getS7() {
        return lanes[7];
    }

    public void setS7(int value) {
        lanes[7] = value;
    }

    public Int4 getLow() {
        return new Int4(lanes[0], lanes[1], lanes[2], lanes[3]);
    }

    public Int4 getHigh() {
        return new Int4(lanes[4], lanes[5], lanes[6], lanes[7]);
    }

    public Int8 duplicate() {
        Int8 copy = new Int8();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 8;
    }

    public int[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
