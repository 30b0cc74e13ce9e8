package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Three {@code float} numbers in registers: TornadoVM's {@code Float3}. In a kernel each work-item has its own. */
public final class Float3 {
    private final float[] lanes = new float[3];

    /** All zero; a device may have anything there. */
    public Float3() {}

    public Float3(float x, float y, float z) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
    }

    public static Float3 add(Float3 a, Float3 b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Float3 sub(Float3 a, Float3 b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Float3 mult(Float3 a, Float3 b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Float3 div(Float3 a, Float3 b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Float3 min(Float3 a, Float3 b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float3 max(Float3 a, Float3 b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float3 add(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Float3 sub(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Float3 mult(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Float3 div(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Float3 inc(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Float3 dec(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Float3 scale(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Float3 scaleByInverse(Float3 a, float b) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * (1f / b);
        }
        return result;
    }

    public static Float3 sqrt(Float3 a) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static Float3 floor(Float3 a) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = TornadoMath.floor(a.lanes[i]);
        }
        return result;
    }

    public static Float3 clamp(Float3 a, float low, float high) {
        Float3 result = new Float3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static float min(Float3 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static float max(Float3 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static float dot(Float3 a, Float3 b) {
        float result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static float length(Float3 a) {
        return TornadoMath.sqrt(dot(a, a));
    }

    public static Float3 normalise(Float3 a) {
        return scaleByInverse(a, length(a));
    }

    public float get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, float value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Float3 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 3);
    }

    public float getX() {
        return lanes[0];
    }

    public void setX(float value) {
        lanes[0] = value;
    }

    public float getY() {
        return lanes[1];
    }

    public void setY(float value) {
        lanes[1] = value;
    }

    public float getZ() {
        return lanes[2];
    }

    public void setZ(float value) {
        lanes[2] = value;
    }

    public Float2 asFloat2() {
        return new Float2(lanes[0], lanes[1]);
    }

    public Float3 duplicate() {
        Float3 copy = new Float3();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 3;
    }

    public float[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
