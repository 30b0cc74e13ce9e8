package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** Four half-precision numbers in registers: TornadoVM's {@code Half4}. In a kernel each work-item has its own. */
public final class Half4 {
    private final HalfFloat[] lanes = new HalfFloat[4];

    /** All zero; a device may have anything there. */
    public Half4() {
        Arrays.fill(lanes, new HalfFloat(0f));
    }

    public Half4(HalfFloat x, HalfFloat y, HalfFloat z, HalfFloat w) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
        lanes[3] = w;
    }

    public static Half4 add(Half4 a, Half4 b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half4 sub(Half4 a, Half4 b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half4 mult(Half4 a, Half4 b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half4 div(Half4 a, Half4 b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Half4 add(Half4 a, HalfFloat b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.add(a.lanes[i], b);
        }
        return result;
    }

    public static Half4 sub(Half4 a, HalfFloat b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.sub(a.lanes[i], b);
        }
        return result;
    }

    public static Half4 mult(Half4 a, HalfFloat b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.mult(a.lanes[i], b);
        }
        return result;
    }

    public static Half4 div(Half4 a, HalfFloat b) {
        Half4 result = new Half4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = HalfFloat.div(a.lanes[i], b);
        }
        return result;
    }

    public static HalfFloat dot(Half4 a, Half4 b) {
        HalfFloat result = HalfFloat.mult(a.lanes[0], b.lanes[0]);
        for (int i = 1; i < 4; i++) {
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
    public void set(Half4 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 4);
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

    public HalfFloat getW() {
        return lanes[3];
    }

    public void setW(HalfFloat value) {
        lanes[3] = value;
    }

    public Half4 duplicate() {
        Half4 copy = new Half4();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 4;
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
