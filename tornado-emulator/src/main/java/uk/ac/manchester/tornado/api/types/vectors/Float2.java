package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Two {@code float} numbers in registers: TornadoVM's {@code Float2}. In a kernel each work-item has its own. */
public final class Float2 {
    private final float[] lanes = new float[2];

    /** All zero; a device may have anything there. */
    public Float2() {}

    public Float2(float x, float y) {
        lanes[0] = x;
        lanes[1] = y;
    }

    public static Float2 add(Float2 a, Float2 b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Float2 sub(Float2 a, Float2 b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Float2 mult(Float2 a, Float2 b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Float2 div(Float2 a, Float2 b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Float2 min(Float2 a, Float2 b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float2 max(Float2 a, Float2 b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float2 add(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Float2 sub(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Float2 mult(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Float2 div(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Float2 inc(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Float2 dec(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Float2 scale(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Float2 scaleByInverse(Float2 a, float b) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * (1f / b);
        }
        return result;
    }

    public static Float2 sqrt(Float2 a) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static Float2 floor(Float2 a) {
        Float2 result = new Float2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = TornadoMath.floor(a.lanes[i]);
        }
        return result;
    }

    public static float min(Float2 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static float max(Float2 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static float dot(Float2 a, Float2 b) {
        float result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static float length(Float2 a) {
        return TornadoMath.sqrt(dot(a, a));
    }

    public static Float2 normalise(Float2 a) {
        return scaleByInverse(a, length(a));
    }

    public float get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, float value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Float2 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 2);
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

    public Float2 duplicate() {
        Float2 copy = new Float2();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 2;
    }

    public float[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
