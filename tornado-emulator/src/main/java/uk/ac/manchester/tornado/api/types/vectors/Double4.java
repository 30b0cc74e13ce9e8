package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Four {@code double} numbers in registers: TornadoVM's {@code Double4}. In a kernel each work-item has its own. */
public final class Double4 {
    private final double[] lanes = new double[4];

    /** All zero; a device may have anything there. */
    public Double4() {}

    public Double4(double x, double y, double z, double w) {
        lanes[0] = x;
        lanes[1] = y;
        lanes[2] = z;
        lanes[3] = w;
    }

    public static Double4 add(Double4 a, Double4 b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Double4 sub(Double4 a, Double4 b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Double4 mult(Double4 a, Double4 b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Double4 div(Double4 a, Double4 b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Double4 min(Double4 a, Double4 b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double4 max(Double4 a, Double4 b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double4 add(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double4 sub(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double4 mult(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double4 div(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Double4 inc(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double4 dec(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double4 scale(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double4 scaleByInverse(Double4 a, double b) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = a.lanes[i] * (1.0 / b);
        }
        return result;
    }

    public static Double4 sqrt(Double4 a) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static Double4 floor(Double4 a) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = TornadoMath.floor(a.lanes[i]);
        }
        return result;
    }

    public static Double4 clamp(Double4 a, double low, double high) {
        Double4 result = new Double4();
        for (int i = 0; i < 4; i++) {
            result.lanes[i] = Math.min(Math.max(a.lanes[i], low), high);
        }
        return result;
    }

    public static double min(Double4 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static double max(Double4 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static double dot(Double4 a, Double4 b) {
        double result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 4; i++) {
            result = result + a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static double length(Double4 a) {
        return TornadoMath.sqrt(dot(a, a));
    }

    public double get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, double value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Double4 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 4);
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

    public double getW() {
        return lanes[3];
    }

    public void setW(double value) {
        lanes[3] = value;
    }

    public Double2 getLow() {
        return new Double2(lanes[0], lanes[1]);
    }

    public Double2 getHigh() {
        return new Double2(lanes[2], lanes[3]);
    }

    public Double2 asDouble2() {
        return new Double2(lanes[0], lanes[1]);
    }

    public Double3 asDouble3() {
        return new Double3(lanes[0], lanes[1], lanes[2]);
    }

    public Double4 duplicate() {
        Double4 copy = new Double4();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 4;
    }

    public double[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
