package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Two {@code double} numbers in registers: TornadoVM's {@code Double2}. In a kernel each work-item has its own. */
public final class Double2 {
    private final double[] lanes = new double[2];

    /** All zero; a device may have anything there. */
    public Double2() {}

    public Double2(double x, double y) {
        lanes[0] = x;
        lanes[1] = y;
    }

    public static Double2 add(Double2 a, Double2 b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Double2 sub(Double2 a, Double2 b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Double2 mult(Double2 a, Double2 b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Double2 div(Double2 a, Double2 b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Double2 min(Double2 a, Double2 b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double2 max(Double2 a, Double2 b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double2 add(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double2 sub(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double2 mult(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double2 div(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Double2 inc(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double2 dec(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double2 scale(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double2 scaleByInverse(Double2 a, double b) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = a.lanes[i] * (1.0 / b);
        }
        return result;
    }

    public static Double2 sqrt(Double2 a) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static Double2 floor(Double2 a) {
        Double2 result = new Double2();
        for (int i = 0; i < 2; i++) {
            result.lanes[i] = TornadoMath.floor(a.lanes[i]);
        }
        return result;
    }

    public static double min(Double2 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static double max(Double2 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static double dot(Double2 a, Double2 b) {
        double result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 2; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static double length(Double2 a) {
        return TornadoMath.sqrt(dot(a, a));
    }

    public double get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, double value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Double2 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 2);
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

    public Double2 duplicate() {
        Double2 copy = new Double2();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 2;
    }

    public double[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
