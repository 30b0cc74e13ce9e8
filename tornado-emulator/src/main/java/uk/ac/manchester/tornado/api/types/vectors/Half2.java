package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** Two half-precision numbers in registers: TornadoVM's {@code Half2}. In a kernel each work-item has its own. */
public final class Half2 {
    private final HalfFloat[] lanes = new HalfFloat[2];

    /** All zero; a device may have anything there. */
    public Half2() {
        Arrays.fill(lanes, new HalfFloat(0f));
    }

    public Half2(HalfFloat x, HalfFloat y) {
        lanes[0] = x;
        lanes[1] = y;
    }

    public static Half2 add(Half2 a, Half2 b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half2 sub(Half2 a, Half2 b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half2 mult(Half2 a, Half2 b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half2 div(Half2 a, Half2 b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half2 add(Half2 a, HalfFloat b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b);
        }
        return result;
    }

    public static Half2 sub(Half2 a, HalfFloat b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b);
        }
        return result;
    }

    public static Half2 mult(Half2 a, HalfFloat b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b);
        }
        return result;
    }

    public static Half2 div(Half2 a, HalfFloat b) {
        Half2 result = new Half2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b);
        }
        return result;
    }

    public static HalfFloat dot(Half2 a, Half2 b) {
        HalfFloat result = HalfFloat.mult(a.lanes[0], b.lanes[0]);
        for (int i = 1; i < 2; i++) {
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
    public void set(Half2 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 2);
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

    public Half2 duplicate() {
        Half2 copy = new Half2();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 2;
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
