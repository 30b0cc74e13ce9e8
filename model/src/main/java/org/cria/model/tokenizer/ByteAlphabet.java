package org.cria.model.tokenizer;

import java.util.Arrays;

/**
 * The characters by which byte-level BPE writes bytes: printable ones of Latin-1 stand for themselves, the other 68 bytes are
 * U+0100 and following, in order.
 *
 * @see <a href="https://github.com/openai/gpt-2/blob/master/src/encoder.py">bytes_to_unicode</a>
 */
final class ByteAlphabet {
    private static final int FIRST_SUBSTITUTE = 0x100;
    private static final int NO_BYTE = -1;

    /** [256] */
    private final char[] characters = new char[256];
    /** [highest character + 1] */
    private final short[] bytes;

    ByteAlphabet() {
        int substitutes = 0;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b > 0x20 && b < 0x7F) || (b > 0xA0 && b != 0xAD);
            characters[b] = (char) (printable ? b : FIRST_SUBSTITUTE + substitutes++);
        }
        bytes = new short[FIRST_SUBSTITUTE + substitutes];
        Arrays.fill(bytes, (short) NO_BYTE);
        for (int b = 0; b < 256; b++) {
            bytes[characters[b]] = (short) b;
        }
    }

    /** The character for a byte, 0 to 255. */
    char character(int b) {
        return characters[b];
    }

    /** The byte, 0 to 255, that a character stands for, or -1. */
    int byteOf(int character) {
        return character < bytes.length ? bytes[character] : NO_BYTE;
    }
}
