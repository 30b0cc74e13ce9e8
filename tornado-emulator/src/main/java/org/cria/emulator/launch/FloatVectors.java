package org.cria.emulator.launch;

import uk.ac.manchester.tornado.api.types.vectors.Float16;
import uk.ac.manchester.tornado.api.types.vectors.Float2;
import uk.ac.manchester.tornado.api.types.vectors.Float3;
import uk.ac.manchester.tornado.api.types.vectors.Float4;
import uk.ac.manchester.tornado.api.types.vectors.Float8;

/** Loads and stores of vectors of float numbers, each number under watch. Kernel code calls them in place of TornadoVM's. */
public final class FloatVectors {
    private FloatVectors() {}

    public static Float2 getFloat2(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Float2 vector = new Float2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, buffer.getFloat(2 * index + i, item, site));
        }
        return vector;
    }

    public static void setFloat2(DeviceBuffer buffer, int index, Float2 vector, WorkItem item, int site) {
        for (int i = 0; i < 2; i++) {
            buffer.setFloat(2 * index + i, vector.get(i), item, site);
        }
    }

    public static Float3 getFloat3(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Float3 vector = new Float3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, buffer.getFloat(3 * index + i, item, site));
        }
        return vector;
    }

    public static void setFloat3(DeviceBuffer buffer, int index, Float3 vector, WorkItem item, int site) {
        for (int i = 0; i < 3; i++) {
            buffer.setFloat(3 * index + i, vector.get(i), item, site);
        }
    }

    public static Float4 getFloat4(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Float4 vector = new Float4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, buffer.getFloat(4 * index + i, item, site));
        }
        return vector;
    }

    public static void setFloat4(DeviceBuffer buffer, int index, Float4 vector, WorkItem item, int site) {
        for (int i = 0; i < 4; i++) {
            buffer.setFloat(4 * index + i, vector.get(i), item, site);
        }
    }

    public static Float8 getFloat8(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Float8 vector = new Float8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, buffer.getFloat(8 * index + i, item, site));
        }
        return vector;
    }

    public static void setFloat8(DeviceBuffer buffer, int index, Float8 vector, WorkItem item, int site) {
        for (int i = 0; i < 8; i++) {
            buffer.setFloat(8 * index + i, vector.get(i), item, site);
        }
    }

    public static Float16 getFloat16(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Float16 vector = new Float16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, buffer.getFloat(16 * index + i, item, site));
        }
        return vector;
    }

    public static void setFloat16(DeviceBuffer buffer, int index, Float16 vector, WorkItem item, int site) {
        for (int i = 0; i < 16; i++) {
            buffer.setFloat(16 * index + i, vector.get(i), item, site);
        }
    }
}
