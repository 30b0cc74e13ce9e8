package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Sixteen {@code int} numbers in registers: TornadoVM's {@code Int16}. In a kernel each work-item has its own. */
public final class Int16 {
    private final int[] lanes = new int[16];

    /** All zero; a device may have anything there. */
    public Int16() {}

    public Int16(
            int s0,
            int s1,
            int s2,
            int s3,
            int s4,
            int s5,
            int s6,
            int s7,
            int s8,
            int s9,
            int s10,
            int s11,
            int s12,
            int s13,
            int s14,
            int s15) {
        lanes[0] = s0;
        lanes[1] = s1;
        lanes[2] = s2;
        lanes[3] = s3;
        lanes[4] = s4;
        lanes[5] = s5;
        lanes[6] = s6;
        lanes[7] = s7;
        lanes[8] = s8;
        lanes[9] = s9;
        lanes[10] = s10;
        lanes[11] = s11;
        lanes[12] = s12;
        lanes[13] = s13;
        lanes[14] = s14;
        lanes[15] = s15;
    }

    public static Int16 add(Int16 a, Int16 b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Int16 sub(Int16 a, Int16 b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Int16 mult(Int16 a, Int16 b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Int16 div(Int16 a, Int16 b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Int16 min(Int16 a, Int16 b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int16 max(Int16 a, Int16 b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Int16 add(Int16 a, int b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Int16 sub(Int16 a, int b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Int16 mult(Int16 a, int b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Int16 div(Int16 a, int b) {
        Int16 result = new Int16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static int min(Int16 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 16; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static int max(Int16 a) {
        int result = a.lanes[0];
        for (int i = 1; i < 16; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static int dot(Int16 a, Int16 b) {
        int result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 16; i++) {
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
    public void set(Int16 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 16);
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

    public int getS8() {
        return lanes[8];
    }

    public void setS8(int value) {
        lanes[8] = value;
    }

    public int getS9() {
        return lanes[9];
    }

    public void setS9(int value) {
        lanes[9] = value;
    }

    public int getS10() {
        return lanes[10];
    }

    public void setS10(int value) {
        lanes[10] = value;
    }

    public int getS11() {
        return lanes[11];
    }

    public void setS11(int value) {
        lanes[11] = value;
    }

    public int getS12() {
        return lanes[12];
    }

    public void setS12(int value) {
        lanes[12] = value;
    }

    public int getS13() {
        return lanes[13];
    }

    public int getS14() {
        return lanes[14];
    }

    public void setS14(int value) {
        lanes[14] = value;
    }

    public int getS15() {
        return lanes[15];
    }

    public void setS15(int value) {
        lanes[15] = value;
    }

    public int[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
