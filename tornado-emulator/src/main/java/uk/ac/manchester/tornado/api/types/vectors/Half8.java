package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** Eight half-precision numbers in registers: TornadoVM's {@code Half8}. In a kernel each work-item has its own. */
public final class Half8 {
    private final HalfFloat[] lanes = new HalfFloat[8];

    /** All zero; a device may have anything there. */
    public Half8() {
        Arrays.fill(lanes, new HalfFloat(0f));
    }

    public Half8(
            HalfFloat s0,
            HalfFloat s1,
            HalfFloat s2,
            HalfFloat s3,
            HalfFloat s4,
            HalfFloat s5,
            HalfFloat s6,
            HalfFloat s7) {
        lanes[0] = s0;
        lanes[1] = s1;
        lanes[2] = s2;
        lanes[3] = s3;
        lanes[4] = s4;
        lanes[5] = s5;
        lanes[6] = s6;
        lanes[7] = s7;
    }

    public static Half8 add(Half8 a, Half8 b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half8 sub(Half8 a, Half8 b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half8 mult(Half8 a, Half8 b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half8 div(Half8 a, Half8 b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half8 add(Half8 a, HalfFloat b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b);
        }
        return result;
    }

    public static Half8 sub(Half8 a, HalfFloat b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b);
        }
        return result;
    }

    public static Half8 mult(Half8 a, HalfFloat b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b);
        }
        return result;
    }

    public static Half8 div(Half8 a, HalfFloat b) {
        Half8 result = new Half8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b);
        }
        return result;
    }

    public static HalfFloat dot(Half8 a, Half8 b) {
        HalfFloat result = HalfFloat.mult(a.lanes[0], b.lanes[0]);
        for (int i = 1; i < 8; i++) {
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
    public void set(Half8 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 8);
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

    public Half4 getLow() {
        return new Half4(lanes[0], lanes[1], lanes[2], lanes[3]);
    }

    public Half4 getHigh() {
        return new Half4(lanes[4], lanes[5], lanes[6], lanes[7]);
    }

    public Half8 duplicate() {
        Half8 copy = new Half8();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 8;
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
