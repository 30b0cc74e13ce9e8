package uk.ac.manchester.tornado.api.types.vectors;

import java.util.Arrays;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/** Sixteen {@code double} numbers in registers: TornadoVM's {@code Double16}. In a kernel each work-item has its own. */
public final class Double16 {
    private final double[] lanes = new double[16];

    /** All zero; a device may have anything there. */
    public Double16() {}

    public Double16(
            double s0,
            double s1,
            double s2,
            double s3,
            double s4,
            double s5,
            double s6,
            double s7,
            double s8,
            double s9,
            double s10,
            double s11,
            double s12,
            double s13,
            double s14,
            double s15) {
        lanes[0] = s0;
        lanes[1] = s1;
        lanes[2] = s2;
        lanes[3] = s3;
        lanes[4] = s4;
        lanes[5] = s5;
        lanes[6] = s6;
        lanes[7] = s7;
        lanes[8] = s8;
        lanes[9] = s9;
        lanes[10] = s10;
        lanes[11] = s11;
        lanes[12] = s12;
        lanes[13] = s13;
        lanes[14] = s14;
        lanes[15] = s15;
    }

    public static Double16 add(Double16 a, Double16 b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] + b.lanes[i];
        }
        return result;
    }

    public static Double16 sub(Double16 a, Double16 b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] - b.lanes[i];
        }
        return result;
    }

    public static Double16 mult(Double16 a, Double16 b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] * b.lanes[i];
        }
        return result;
    }

    public static Double16 div(Double16 a, Double16 b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] / b.lanes[i];
        }
        return result;
    }

    public static Double16 min(Double16 a, Double16 b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = Math.min(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double16 max(Double16 a, Double16 b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = Math.max(a.lanes[i], b.lanes[i]);
        }
        return result;
    }

    public static Double16 add(Double16 a, double b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] + b;
        }
        return result;
    }

    public static Double16 sub(Double16 a, double b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] - b;
        }
        return result;
    }

    public static Double16 mult(Double16 a, double b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] * b;
        }
        return result;
    }

    public static Double16 div(Double16 a, double b) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = a.lanes[i] / b;
        }
        return result;
    }

    public static Double16 sqrt(Double16 a) {
        Double16 result = new Double16();
        for (int i = 0; i < 16; i++) {
            result.lanes[i] = TornadoMath.sqrt(a.lanes[i]);
        }
        return result;
    }

    public static double max(Double16 a) {
        double result = a.lanes[0];
        for (int i = 1; i < 16; i++) {
            result = Math.max(result, a.lanes[i]);
        }
        return result;
    }

    public static double dot(Double16 a, Double16 b) {
        double result = a.lanes[0] * b.lanes[0];
        for (int i = 1; i < 16; i++) {
            result = result + a.lanes[i] * b.lanes[i];
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
    public void set(Double16 other) {
        System.arraycopy(other.lanes, 0, lanes, 0, 16);
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

    public double getS8() {
        return lanes[8];
    }

    public void setS8(double value) {
        lanes[8] = value;
    }

    public double getS9() {
        return lanes[9];
    }

    public void setS9(double value) {
        lanes[9] = value;
    }

    public double getS10() {
        return lanes[10];
    }

    public void setS10(double value) {
        lanes[10] = value;
    }

    public double getS11() {
        return lanes[11];
    }

    public void setS11(double value) {
        lanes[11] = value;
    }

    public double getS12() {
        return lanes[12];
    }

    public void setS12(double value) {
        lanes[12] = value;
    }

    public double getS13() {
        return lanes[13];
    }

    public double getS14() {
        return lanes[14];
    }

    public void setS14(double value) {
        lanes[14] = value;
    }

    public double getS15() {
        return lanes[15];
    }

    public void setS15(double value) {
        lanes[15] = value;
    }

    @Override
    public String toString() {
        return Arrays.toString(lanes);
    }
}
