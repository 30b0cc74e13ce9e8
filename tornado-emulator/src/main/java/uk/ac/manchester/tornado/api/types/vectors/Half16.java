package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** Sixteen half-precision numbers in registers: TornadoVM's {@code Half16}. In a kernel each work-item has its own. */
public final class Half16 {
    private final HalfFloat[] lanes = new HalfFloat[16];

    /** All zero; a device may have anything there. */
    public Half16() {
        Arrays.fill(lanes, new HalfFloat(0f));
    }

    public Half16(
            HalfFloat s0,
            HalfFloat s1,
            HalfFloat s2,
            HalfFloat s3,
            HalfFloat s4,
            HalfFloat s5,
            HalfFloat s6,
            HalfFloat s7,
            HalfFloat s8,
            HalfFloat s9,
            HalfFloat s10,
            HalfFloat s11,
            HalfFloat s12,
            HalfFloat s13,
            HalfFloat s14,
            HalfFloat s15) {
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

    public static Half16 add(Half16 a, Half16 b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half16 sub(Half16 a, Half16 b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half16 mult(Half16 a, Half16 b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half16 div(Half16 a, Half16 b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half16 add(Half16 a, HalfFloat b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b);
        }
        return result;
    }

    public static Half16 sub(Half16 a, HalfFloat b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b);
        }
        return result;
    }

    public static Half16 mult(Half16 a, HalfFloat b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b);
        }
        return result;
    }

    public static Half16 div(Half16 a, HalfFloat b) {
        Half16 result = new Half16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b);
        }
        return result;
    }

    public static HalfFloat dot(Half16 a, Half16 b) {
        HalfFloat result = HalfFloat.mult(a.lanes[0], b.lanes[0]);
        for (int i = 1; i < 16; i++) {
            result = HalfFloat.add(result, HalfFloat.mult(a.lanes[i], b.lanes[i]));
        }
        return result;
    }

    public HalfFloat get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, HalfFloat value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Half16 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 16);
    }

    public HalfFloat getS0() {
        return lanes[0];
    }

    public void setS0(HalfFloat value) {
        lanes[0] = value;
    }

    public HalfFloat getS1() {
        return lanes[1];
    }

    public void setS1(HalfFloat value) {
        lanes[1] = value;
    }

    public HalfFloat getS2() {
        return lanes[2];
    }

    public void setS2(HalfFloat value) {
        lanes[2] = value;
    }

    public HalfFloat getS3() {
        return lanes[3];
    }

    public void setS3(HalfFloat value) {
        lanes[3] = value;
    }

    public HalfFloat getS4() {
        return lanes[4];
    }

    public void setS4(HalfFloat value) {
        lanes[4] = value;
    }

    public HalfFloat getS5() {
        return lanes[5];
    }

    public void setS5(HalfFloat value) {
        lanes[5] = value;
    }

    public HalfFloat getS6() {
        return lanes[6];
    }

    public void setS6(HalfFloat value) {
        lanes[6] = value;
    }

    public HalfFloat getS7() {
        return lanes[7];
    }

    public void setS7(HalfFloat value) {
        lanes[7] = value;
    }

    public HalfFloat getS8() {
        return lanes[8];
    }

    public void setS8(HalfFloat value) {
        lanes[8] = value;
    }

    public HalfFloat getS9() {
        return lanes[9];
    }

    public void setS9(HalfFloat value) {
        lanes[9] = value;
    }

    public HalfFloat getS10() {
        return lanes[10];
    }

    public void setS10(HalfFloat value) {
        lanes[10] = value;
    }

    public HalfFloat getS11() {
        return lanes[11];
    }

    public void setS11(HalfFloat value) {
        lanes[11] = value;
    }

    public HalfFloat getS12() {
        return lanes[12];
    }

    public void setS12(HalfFloat value) {
        lanes[12] = value;
    }

    public HalfFloat getS13() {
        return lanes[13];
    }

    public void setS13(HalfFloat value) {
        lanes[13] = value;
    }

    public HalfFloat getS14() {
        return lanes[14];
    }

    public void setS14(HalfFloat value) {
        lanes[14] = value;
    }

    public HalfFloat getS15() {
        return lanes[15];
    }

    public void setS15(HalfFloat value) {
        lanes[15] = value;
    }

    public int size() {
        return 16;
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
