package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Three {@code double} numbers in registers: TornadoVM's {@code Double3}. In a kernel each work-item has its own. */
public final class Double3 {
    private final double[] lanes = new double[3];

    /** All zero; a device may have anything there. */
    public Double3() {}

    public Double3(double x, double y, double z) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
    }

    public static Double3 add(Double3 a, Double3 b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Double3 sub(Double3 a, Double3 b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Double3 mult(Double3 a, Double3 b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Double3 div(Double3 a, Double3 b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Double3 min(Double3 a, Double3 b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double3 max(Double3 a, Double3 b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double3 add(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double3 sub(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double3 mult(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double3 div(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Double3 inc(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double3 dec(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double3 scale(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double3 scaleByInverse(Double3 a, double b) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = a.lanes[i] * (1.0 / b);
        }
        return result;
    }

    public static Double3 sqrt(Double3 a) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static Double3 floor(Double3 a) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = TornadoMath.floor(a.lanes[i]);
        }
        return result;
    }

    public static Double3 clamp(Double3 a, double low, double high) {
        Double3 result = new Double3();
        for (int i = 0; i < 3; i++) {
            result.lanes[i] = Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static double min(Double3 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static double max(Double3 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static double dot(Double3 a, Double3 b) {
        double result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 3; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static double length(Double3 a) {
        return TornadoMath.sqrt(dot(a, a));
    }

    public static Double3 normalise(Double3 a) {
        return scaleByInverse(a, length(a));
    }

    public double get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, double value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Double3 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 3);
    }

    public double getX() {
        return lanes[0];
    }

    public void setX(double value) {
        lanes[0] = value;
    }

    public double getY() {
        return lanes[1];
    }

    public void setY(double value) {
        lanes[1] = value;
    }

    public double getZ() {
        return lanes[2];
    }

    public void setZ(double value) {
        lanes[2] = value;
    }

    public Double2 asDouble2() {
        return new Double2(lanes[0], lanes[1]);
    }

    public Double3 duplicate() {
        Double3 copy = new Double3();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 3;
    }

    public double[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
