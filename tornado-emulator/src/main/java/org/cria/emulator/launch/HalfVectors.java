package org.cria.emulator.launch;

import uk.ac.manchester.tornado.api.types.vectors.Half16;
import uk.ac.manchester.tornado.api.types.vectors.Half2;
import uk.ac.manchester.tornado.api.types.vectors.Half3;
import uk.ac.manchester.tornado.api.types.vectors.Half4;
import uk.ac.manchester.tornado.api.types.vectors.Half8;

/** Loads and stores of vectors of half numbers, each number under watch. Kernel code calls them in place of TornadoVM's. */
public final class HalfVectors {
    private HalfVectors() {}

    public static Half2 getHalf2(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Half2 vector = new Half2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, buffer.getHalf(2 * index + i, item, site));
        }
        return vector;
    }

    public static void setHalf2(DeviceBuffer buffer, int index, Half2 vector, WorkItem item, int site) {
        for (int i = 0; i < 2; i++) {
            buffer.setHalf(2 * index + i, vector.get(i), item, site);
        }
    }

    public static Half3 getHalf3(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Half3 vector = new Half3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, buffer.getHalf(3 * index + i, item, site));
        }
        return vector;
    }

    public static void setHalf3(DeviceBuffer buffer, int index, Half3 vector, WorkItem item, int site) {
        for (int i = 0; i < 3; i++) {
            buffer.setHalf(3 * index + i, vector.get(i), item, site);
        }
    }

    public static Half4 getHalf4(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Half4 vector = new Half4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, buffer.getHalf(4 * index + i, item, site));
        }
        return vector;
    }

    public static void setHalf4(DeviceBuffer buffer, int index, Half4 vector, WorkItem item, int site) {
        for (int i = 0; i < 4; i++) {
            buffer.setHalf(4 * index + i, vector.get(i), item, site);
        }
    }

    public static Half8 getHalf8(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Half8 vector = new Half8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, buffer.getHalf(8 * index + i, item, site));
        }
        return vector;
    }

    public static void setHalf8(DeviceBuffer buffer, int index, Half8 vector, WorkItem item, int site) {
        for (int i = 0; i < 8; i++) {
            buffer.setHalf(8 * index + i, vector.get(i), item, site);
        }
    }

    public static Half16 getHalf16(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Half16 vector = new Half16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, buffer.getHalf(16 * index + i, item, site));
        }
        return vector;
    }

    public static void setHalf16(DeviceBuffer buffer, int index, Half16 vector, WorkItem item, int site) {
        for (int i = 0; i < 16; i++) {
            buffer.setHalf(16 * index + i, vector.get(i), item, site);
        }
    }
}
