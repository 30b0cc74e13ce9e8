package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** Three half-precision numbers in registers: TornadoVM's {@code Half3}. In a kernel each work-item has its own. */
public final class Half3 {
    private final HalfFloat[] lanes = new HalfFloat[3];

    /** All zero; a device may have anything there. */
    public Half3() {
        Arrays.fill(lanes, new HalfFloat(0f));
    }

    public Half3(HalfFloat x, HalfFloat y, HalfFloat z) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
    }

    public static Half3 add(Half3 a, Half3 b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half3 sub(Half3 a, Half3 b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half3 mult(Half3 a, Half3 b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half3 div(Half3 a, Half3 b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half3 add(Half3 a, HalfFloat b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b);
        }
        return result;
    }

    public static Half3 sub(Half3 a, HalfFloat b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b);
        }
        return result;
    }

    public static Half3 mult(Half3 a, HalfFloat b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b);
        }
        return result;
    }

    public static Half3 div(Half3 a, HalfFloat b) {
        Half3 result = new Half3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b);
        }
        return result;
    }

    public static HalfFloat dot(Half3 a, Half3 b) {
        HalfFloat result = HalfFloat.mult(a.lanes[0], b.lanes[0]);
        for (int i = 1; i < 3; i++) {
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
    public void set(Half3 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 3);
    }

    public HalfFloat getX() {
        return lanes[0];
    }

    public void setX(HalfFloat value) {
        lanes[0] = value;
    }

    public HalfFloat getY() {
        return lanes[1];
    }

    public void setY(HalfFloat value) {
        lanes[1] = value;
    }

    public HalfFloat getZ() {
        return lanes[2];
    }

    public void setZ(HalfFloat value) {
        lanes[2] = value;
    }

    public Half3 duplicate() {
        Half3 copy = new Half3();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 3;
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
