package org.cria.emulator.launch;

import uk.ac.manchester.tornado.api.types.vectors.Double16;
import uk.ac.manchester.tornado.api.types.vectors.Double2;
import uk.ac.manchester.tornado.api.types.vectors.Double3;
import uk.ac.manchester.tornado.api.types.vectors.Double4;
import uk.ac.manchester.tornado.api.types.vectors.Double8;

/** Loads and stores of vectors of double numbers, each number under watch. Kernel code calls them in place of TornadoVM's. */
public final class DoubleVectors {
    private DoubleVectors() {}

    public static Double2 getDouble2(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Double2 vector = new Double2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, buffer.getDouble(2 * index + i, item, site));
        }
        return vector;
    }

    public static void setDouble2(DeviceBuffer buffer, int index, Double2 vector, WorkItem item, int site) {
        for (int i = 0; i < 2; i++) {
            buffer.setDouble(2 * index + i, vector.get(i), item, site);
        }
    }

    public static Double3 getDouble3(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Double3 vector = new Double3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, buffer.getDouble(3 * index + i, item, site));
        }
        return vector;
    }

    public static void setDouble3(DeviceBuffer buffer, int index, Double3 vector, WorkItem item, int site) {
        for (int i = 0; i < 3; i++) {
            buffer.setDouble(3 * index + i, vector.get(i), item, site);
        }
    }

    public static Double4 getDouble4(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Double4 vector = new Double4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, buffer.getDouble(4 * index + i, item, site));
        }
        return vector;
    }

    public static void setDouble4(DeviceBuffer buffer, int index, Double4 vector, WorkItem item, int site) {
        for (int i = 0; i < 4; i++) {
            buffer.setDouble(4 * index + i, vector.get(i), item, site);
        }
    }

    public static Double8 getDouble8(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Double8 vector = new Double8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, buffer.getDouble(8 * index + i, item, site));
        }
        return vector;
    }

    public static void setDouble8(DeviceBuffer buffer, int index, Double8 vector, WorkItem item, int site) {
        for (int i = 0; i < 8; i++) {
            buffer.setDouble(8 * index + i, vector.get(i), item, site);
        }
    }

    public static Double16 getDouble16(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Double16 vector = new Double16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, buffer.getDouble(16 * index + i, item, site));
        }
        return vector;
    }

    public static void setDouble16(DeviceBuffer buffer, int index, Double16 vector, WorkItem item, int site) {
        for (int i = 0; i < 16; i++) {
            buffer.setDouble(16 * index + i, vector.get(i), item, site);
        }
    }
}
