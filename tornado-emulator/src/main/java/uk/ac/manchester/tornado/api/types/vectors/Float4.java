package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Four {@code float} numbers in registers: TornadoVM's {@code Float4}. In a kernel each work-item has its own. */
public final class Float4 {
    private final float[] lanes = new float[4];

    /** All zero; a device may have anything there. */
    public Float4() {}

    public Float4(float x, float y, float z, float w) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
        lanes[3] = w;
    }

    public static Float4 add(Float4 a, Float4 b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Float4 sub(Float4 a, Float4 b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Float4 mult(Float4 a, Float4 b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Float4 div(Float4 a, Float4 b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Float4 min(Float4 a, Float4 b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float4 max(Float4 a, Float4 b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Float4 add(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Float4 sub(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Float4 mult(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Float4 div(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Float4 inc(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Float4 dec(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Float4 scale(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Float4 scaleByInverse(Float4 a, float b) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * (1f / b);
        }
        return result;
    }

    public static Float4 sqrt(Float4 a) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static Float4 floor(Float4 a) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = TornadoMath.floor(a.lanes[i]);
        }
        return result;
    }

    public static Float4 clamp(Float4 a, float low, float high) {
        Float4 result = new Float4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static float min(Float4 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static float max(Float4 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static float sum(Float4 a) {
        float result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = result + a.lanes[i];
        }
        return result;
    }

    public static float dot(Float4 a, Float4 b) {
        float result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static float length(Float4 a) {
        return TornadoMath.sqrt(dot(a, a));
    }

    public static Float4 normalise(Float4 a) {
        return scaleByInverse(a, length(a));
    }

    public float get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, float value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Float4 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 4);
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

    public float getW() {
        return lanes[3];
    }

    public void setW(float value) {
        lanes[3] = value;
    }

    public Float2 getLow() {
        return new Float2(lanes[0], lanes[1]);
    }

    public Float2 getHigh() {
        return new Float2(lanes[2], lanes[3]);
    }

    public Float2 asFloat2() {
        return new Float2(lanes[0], lanes[1]);
    }

    public Float3 asFloat3() {
        return new Float3(lanes[0], lanes[1], lanes[2]);
    }

    public Float4 duplicate() {
        Float4 copy = new Float4();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 4;
    }

    public float[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
