package org.cria.model.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Words as DeepSeek's first models have them: one kind after the other is cut out of what those before have left, and what none takes
 * is words too. White space is ASCII's, as llama.cpp has it.
 */
final class DeepSeekWords {
    /** First and last of each range of letters with two cases, as the models' files list them, ascending. */
    private static final int[] LETTERS = {
        0x41, 0x5A, 0x61, 0x7A, 0xB5, 0xB5, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x1BA, 0x1BC, 0x1BF, 0x1C4, 0x293, 0x295,
        0x2AF, 0x370, 0x373, 0x376, 0x376, 0x377, 0x377, 0x37B, 0x37D, 0x37F, 0x37F, 0x386, 0x386, 0x388, 0x38A, 0x38C,
        0x38C, 0x38E, 0x3A1, 0x3A3, 0x3F5, 0x3F7, 0x481, 0x48A, 0x52F, 0x531, 0x556, 0x10A0, 0x10C5, 0x13A0, 0x13F5,
        0x13F8, 0x13FD, 0x1C90, 0x1CBA, 0x1CBD, 0x1CBF, 0x1D00, 0x1D2B, 0x1D6B, 0x1D77, 0x1D79, 0x1D9A, 0x1E00, 0x1F15,
        0x1F18, 0x1F1D, 0x1F20, 0x1F45, 0x1F48, 0x1F4D, 0x1F50, 0x1F57, 0x1F59, 0x1F59, 0x1F5B, 0x1F5B, 0x1F5D, 0x1F5D,
        0x1F5F, 0x1F7D, 0x1F80, 0x1FB4, 0x1FB6, 0x1FBC, 0x1FBE, 0x1FBE, 0x1FC2, 0x1FC4, 0x1FC6, 0x1FCC, 0x1FD0, 0x1FD3,
        0x1FD6, 0x1FDB, 0x1FE0, 0x1FEC, 0x1FF2, 0x1FF4, 0x1FF6, 0x1FFC, 0x2102, 0x2102, 0x2107, 0x2107, 0x210A, 0x2113,
        0x2115, 0x2115, 0x2119, 0x211D, 0x2124, 0x2124, 0x2126, 0x2126, 0x2128, 0x2128, 0x212A, 0x212D, 0x212F, 0x2134,
        0x2139, 0x2139, 0x213C, 0x213F, 0x2145, 0x2149, 0x214E, 0x214E, 0x2183, 0x2183, 0x2184, 0x2184, 0x2C00, 0x2C7B,
        0x2C7E, 0x2CE4, 0x2CEB, 0x2CEE, 0x2CF2, 0x2CF2, 0x2CF3, 0x2CF3, 0xA640, 0xA66D, 0xA680, 0xA69B, 0xA722, 0xA76F,
        0xA771, 0xA787, 0xA78B, 0xA78E, 0xAB70, 0xABBF, 0xFB00, 0xFB06, 0xFB13, 0xFB17, 0xFF21, 0xFF3A, 0xFF41, 0xFF5A,
        0x10400, 0x1044F, 0x104B0, 0x104D3, 0x104D8, 0x104FB, 0x10C80, 0x10CB2, 0x10CC0, 0x10CF2, 0x118A0, 0x118DF,
        0x1E900, 0x1E943
    };

    /** The same of marks and, since letters are cut out before, of ASCII's letters. */
    private static final int[] MARKS = {
        '!', '/', ':', '~', 0x2018, 0x201F, 0x3000, 0x3002, 0xFF01, 0xFF0F, 0xFF1A, 0xFF5E
    };

    private static final int[] IDEOGRAPHS = {0x800, 0x9FA5, 0xAC00, 0xD7FF};

    /** [characters] code points */
    private final int[] text;

    DeepSeekWords(int[] text) {
        this.text = text;
    }

    /** [words] where each ends. */
    int[] ends() {
        List<Integer> ends = List.of(text.length);
        ends = cut(ends, (start, end) -> isLineEnd(text[start]) ? start + 1 : start);
        ends = cut(ends, (start, end) -> led(start, end, c -> isIn(LETTERS, c)));
        ends = cut(ends, (start, end) -> led(start, end, c -> isIn(MARKS, c)));
        ends = cut(ends, (start, end) -> run(start, end, DeepSeekWords::isSpace) == end ? end : start);
        ends = cut(ends, (start, end) -> run(start, end, c -> isIn(IDEOGRAPHS, c)));
        ends = cut(ends, (start, end) -> run(start, end, DeepSeekWords::isNumber));
        return ends.stream()
                .filter(end -> text.length > 0)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Where what begins at {@code start} ends, within a part that ends at {@code end}; {@code start} where nothing begins. */
    @FunctionalInterface
    private interface Kind {
        int end(int start, int end);
    }

    private static List<Integer> cut(List<Integer> parts, Kind kind) {
        List<Integer> ends = new ArrayList<>();
        int start = 0;
        for (int part : parts) {
            int rest = start;
            for (int at = start; at < part; ) {
                int end = kind.end(at, part);
                if (end == at) {
                    at++;
                    continue;
                }
                if (at > rest) {
                    ends.add(at);
                }
                ends.add(end);
                rest = end;
                at = end;
            }
            if (rest < part) {
                ends.add(part);
            }
            start = part;
        }
        return ends;
    }

    /** A run with white space before it, or without. */
    private int led(int start, int end, IntPredicate which) {
        if (isSpace(text[start])) {
            int after = run(start + 1, end, which);
            if (after > start + 1) {
                return after;
            }
        }
        return run(start, end, which);
    }

    private int run(int start, int end, IntPredicate which) {
        int at = start;
        while (at < end && which.test(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isIn(int[] ranges, int character) {
        int found = Arrays.binarySearch(ranges, character);
        return found >= 0 || -found % 2 == 0;
    }

    private static boolean isLineEnd(int character) {
        return character == '\n' || character == '\r';
    }

    private static boolean isSpace(int character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    private static boolean isNumber(int character) {
        return switch (Character.getType(character)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }
}
