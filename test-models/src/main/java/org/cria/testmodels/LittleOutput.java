package org.cria.testmodels;

import java.io.ByteArrayOutputStream;

/** Collects little-endian numbers and bytes. */
final class LittleOutput {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    int size() {
        return out.size();
    }

    /** @param bytes how many low bytes of {@code number} to write, at most 8 */
    void number(long number, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (number >> (8 * i)));
        }
    }

    void bytes(byte[] bytes) {
        out.writeBytes(bytes);
    }

    void align(int alignment) {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
