package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Eight {@code double} numbers in registers: TornadoVM's {@code Double8}. In a kernel each work-item has its own. */
public final class Double8 {
    private final double[] lanes = new double[8];

    /** All zero; a device may have anything there. */
    public Double8() {}

    public Double8(double s0, double s1, double s2, double s3, double s4, double s5, double s6, double s7) {
        lanes[0] = s0;
        lanes[1] = s1;
        lanes[2] = s2;
        lanes[3] = s3;
        lanes[4] = s4;
        lanes[5] = s5;
        lanes[6] = s6;
        lanes[7] = s7;
    }

    public static Double8 add(Double8 a, Double8 b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Double8 sub(Double8 a, Double8 b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Double8 mult(Double8 a, Double8 b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Double8 div(Double8 a, Double8 b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Double8 min(Double8 a, Double8 b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double8 max(Double8 a, Double8 b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double8 add(Double8 a, double b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double8 sub(Double8 a, double b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double8 mult(Double8 a, double b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double8 div(Double8 a, double b) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Double8 sqrt(Double8 a) {
        Double8 result = new Double8();
        for (int i = 0; i < 8; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static double min(Double8 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 8; i++) {
            result = Math.min(result, a.lanes[i]);
        }
        return result;
    }

    public static double max(Double8 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 8; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public double get(int lane) {
        return lanes[lane];
    }

    public void set(int lane, double value) {
        lanes[lane] = value;
    }

    /** Takes all of {@code other}'s numbers. */
    public void set(Double8 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 8);
    }

    public double getS0() {
        return lanes[0];
    }

    public void setS0(double value) {
        lanes[0] = value;
    }

    public double getS1() {
        return lanes[1];
    }

    public void setS1(double value) {
        lanes[1] = value;
    }

    public double getS2() {
        return lanes[2];
    }

    public void setS2(double value) {
        lanes[2] = value;
    }

    public double getS3() {
        return lanes[3];
    }

    public void setS3(double value) {
        lanes[3] = value;
    }

    public double getS4() {
        return lanes[4];
    }

    public void setS4(double value) {
        lanes[4] = value;
    }

    public double getS5() {
        return lanes[5];
    }

    public void setS5(double value) {
        lanes[5] = value;
    }

    public double getS6() {
        return lanes[6];
    }

    public void setS6(double value) {
        lanes[6] = value;
    }

    public double getS7() {
        return lanes[7];
    }

    public void setS7(double value) {
        lanes[7] = value;
    }

    public Double4 getLow() {
        return new Double4(lanes[0], lanes[1], lanes[2], lanes[3]);
    }

    public Double4 getHigh() {
        return new Double4(lanes[4], lanes[5], lanes[6], lanes[7]);
    }

    public Double8 duplicate() {
        Double8 copy = new Double8();
        copy.set(this);
        return copy;
    }

    public int size() {
        return 8;
    }

    public double[] toArray() {
        return lanes.clone();
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
