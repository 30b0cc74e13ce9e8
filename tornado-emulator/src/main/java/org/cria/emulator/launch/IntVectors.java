package org.cria.emulator.launch;

import uk.ac.manchester.tornado.api.types.vectors.Int16;
import uk.ac.manchester.tornado.api.types.vectors.Int2;
import uk.ac.manchester.tornado.api.types.vectors.Int3;
import uk.ac.manchester.tornado.api.types.vectors.Int4;
import uk.ac.manchester.tornado.api.types.vectors.Int8;

/** Loads and stores of vectors of int numbers, each number under watch. Kernel code calls them in place of TornadoVM's. */
public final class IntVectors {
    private IntVectors() {}

    public static Int2 getInt2(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Int2 vector = new Int2();
        for (int i = 0; i < 2; i++) {
            vector.set(i, buffer.getInt(2 * index + i, item, site));
        }
        return vector;
    }

    public static void setInt2(DeviceBuffer buffer, int index, Int2 vector, WorkItem item, int site) {
        for (int i = 0; i < 2; i++) {
            buffer.setInt(2 * index + i, vector.get(i), item, site);
        }
    }

    public static Int3 getInt3(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Int3 vector = new Int3();
        for (int i = 0; i < 3; i++) {
            vector.set(i, buffer.getInt(3 * index + i, item, site));
        }
        return vector;
    }

    public static void setInt3(DeviceBuffer buffer, int index, Int3 vector, WorkItem item, int site) {
        for (int i = 0; i < 3; i++) {
            buffer.setInt(3 * index + i, vector.get(i), item, site);
        }
    }

    public static Int4 getInt4(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Int4 vector = new Int4();
        for (int i = 0; i < 4; i++) {
            vector.set(i, buffer.getInt(4 * index + i, item, site));
        }
        return vector;
    }

    public static void setInt4(DeviceBuffer buffer, int index, Int4 vector, WorkItem item, int site) {
        for (int i = 0; i < 4; i++) {
            buffer.setInt(4 * index + i, vector.get(i), item, site);
        }
    }

    public static Int8 getInt8(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Int8 vector = new Int8();
        for (int i = 0; i < 8; i++) {
            vector.set(i, buffer.getInt(8 * index + i, item, site));
        }
        return vector;
    }

    public static void setInt8(DeviceBuffer buffer, int index, Int8 vector, WorkItem item, int site) {
        for (int i = 0; i < 8; i++) {
            buffer.setInt(8 * index + i, vector.get(i), item, site);
        }
    }

    public static Int16 getInt16(DeviceBuffer buffer, int index, WorkItem item, int site) {
        Int16 vector = new Int16();
        for (int i = 0; i < 16; i++) {
            vector.set(i, buffer.getInt(16 * index + i, item, site));
        }
        return vector;
    }

    public static void setInt16(DeviceBuffer buffer, int index, Int16 vector, WorkItem item, int site) {
        for (int i = 0; i < 16; i++) {
            buffer.setInt(16 * index + i, vector.get(i), item, site);
        }
    }
}
