package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;

/** Sixteen {@code float} numbers in registers: TornadoVM's {@code Float16}. In a kernel each work-item has its own. */
public final class Float16 {
    private final float[] lanes = new float[16];

    /** All zero; a device may have anything there. */
    public Float16() {}

    public Float16(
            float s0,
            float s1,
            float s2,
            float s3,
            float s4,
            float s5,
            float s6,
            float s7,
            float s8,
            float s9,
            float s10,
            float s11,
            float s12,
            float s13,
            float s14,
            float s15) {
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

    public static Float16 add(Float16 a, Float16 b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Float16 sub(Float16 a, Float16 b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Float16 mult(Float16 a, Float16 b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Float16 div(Float16 a, Float16 b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Float16 min(Float16 a, Float16 b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float16 max(Float16 a, Float16 b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float16 add(Float16 a, float b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Float16 sub(Float16 a, float b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Float16 mult(Float16 a, float b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Float16 div(Float16 a, float b) {
        Float16 result = new Float16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static float min(Float16 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 16; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static float max(Float16 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 16; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static float dot(Float16 a, Float16 b) {
        float result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 16; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public float get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, float value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Float16 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 16);
    }

    public float getS0() {
        return lanes[0];
    }

    public void setS0(float value) {
        lanes[0] = value;
    }

    public float getS1() {
        return lanes[1];
    }

    public void setS1(float value) {
        lanes[1] = value;
    }

    public float getS2() {
        return lanes[2];
    }

    public void setS2(float value) {
        lanes[2] = value;
    }

    public float getS3() {
        return lanes[3];
    }

    public void setS3(float value) {
        lanes[3] = value;
    }

    public float getS4() {
        return lanes[4];
    }

    public void setS4(float value) {
        lanes[4] = value;
    }

    public float getS5() {
        return lanes[5];
    }

    public void setS5(float value) {
        lanes[5] = value;
    }

    public float getS6() {
        return lanes[6];
    }

    public void setS6(float value) {
        lanes[6] = value;
    }

    public float getS7() {
        return lanes[7];
    }

    public void setS7(float value) {
        lanes[7] = value;
    }

    public float getS8() {
        return lanes[8];
    }

    public void setS8(float value) {
        lanes[8] = value;
    }

    public float getS9() {
        return lanes[9];
    }

    public void setS9(float value) {
        lanes[9] = value;
    }

    public float getS10() {
        return lanes[10];
    }

    public void setS10(float value) {
        lanes[10] = value;
    }

    public float getS11() {
        return lanes[11];
    }

    public void setS11(float value) {
        lanes[11] = value;
    }

    public float getS12() {
        return lanes[12];
    }

    public void setS12(float value) {
        lanes[12] = value;
    }

    public float getS13() {
        return lanes[13];
    }

    public float getS14() {
        return lanes[14];
    }

    public void setS14(float value) {
        lanes[14] = value;
    }

    public float getS15() {
        return lanes[15];
    }

    public void setS15(float value) {
        lanes[15] = value;
    }

    public float[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
