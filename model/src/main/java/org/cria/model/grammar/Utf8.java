package org.cria.model.grammar;

/**
 * A character of UTF-8 as its bytes come.
 *
 * @param bits of the bytes so far
 * @param missing bytes that it needs yet; 0 between characters
 * @param least the first character that needs so many bytes
 */
record Utf8(int bits, int missing, int least) {
    static final Utf8 BETWEEN = new Utf8(0, 0, 0);

    /** No text has these bytes. */
    static final Utf8 INVALID = new Utf8(-1, -1, 0);

    private static final int LAST = 0x10FFFF;

    /** With one more byte; if that is the last of a character, {@link #bits} are the character. */
    Utf8 with(int next) {
        if (missing > 0) {
            Utf8 more = new Utf8((bits << 6) | (next & 0x3F), missing - 1, least);
            return (next & 0xC0) == 0x80 && more.canBeACharacter() ? more : INVALID;
        }
        if (next < 0x80) {
            return new Utf8(next, 0, 0);
        }
        if (next >= 0xC2 && next < 0xE0) {
            return new Utf8(next & 0x1F, 1, 0x80);
        }
        if (next >= 0xE0 && next < 0xF0) {
            return new Utf8(next & 0x0F, 2, 0x800);
        }
        return next >= 0xF0 && next < 0xF5 ? new Utf8(next & 0x07, 3, 0x10000) : INVALID;
    }

    private boolean canBeACharacter() {
        return lowest() <= highest() && (lowest() < Character.MIN_SURROGATE || highest() > Character.MAX_SURROGATE);
    }

    /** The least character that may come of these bytes. */
    int lowest() {
        return Math.max(least, bits << (6 * missing));
    }

    /** The greatest one. */
    int highest() {
        return Math.min(LAST, (bits << (6 * missing)) | ((1 << (6 * missing)) - 1));
    }
}
