package org.cria.model.tokenizer;

/**
 * Words of a text, found one after the other from its start in one pass. Letters, numbers and white space are Unicode's
 * {@code \p{L}}, {@code \p{N}} and {@code \s} as the running JDK knows them.
 */
final class Words {
    private static final byte END = 0;
    private static final byte LETTER = 1;
    private static final byte NUMBER = 2;
    private static final byte SPACE = 3;
    private static final byte OTHER = 4;

    /** [characters] code points */
    private final int[] text;
    /** [characters] one of the constants above */
    private final byte[] kinds;

    private final TokenList ends = new TokenList();
    /** Where the part that is being cut ends; nothing behind it is seen. */
    private int limit;

    Words(int[] text) {
        this.text = text;
        this.kinds = new byte[text.length];
        for (int i = 0; i < text.length; i++) {
            kinds[i] = kind(text[i]);
        }
        this.limit = text.length;
    }

    private static byte kind(int character) {
        return switch (Character.getType(character)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            default -> (character >= '\t' && character <= '\r') || character == 0x85 ? SPACE : OTHER;
        };
    }

    /** Words as Llama 3 and Qwen 2 have them, which differ in how many digits one has at most. */
    int[] modern(int digits) {
        for (int at = 0; at < limit; ends.add(at)) {
            at = modernEnd(at, digits);
        }
        return ends.toArray();
    }

    private int modernEnd(int start, int digits) {
        int contraction = contraction(start, true);
        if (contraction > 0) {
            return start + contraction;
        }
        return startsWord(start) ? run(start + 1, LETTER, limit) : otherEnd(start, digits, false);
    }

    /** A letter, or something else than a digit or a line's end before one. */
    private boolean startsWord(int start) {
        byte kind = kind(start, 0);
        return kind == LETTER || (kind != NUMBER && !breaksLine(start) && kind(start, 1) == LETTER);
    }

    /** Words as Tekken and GPT-4o have them, which end where small letters are followed by capitals. */
    int[] cased(int digits, boolean withContractions) {
        for (int at = 0; at < limit; ends.add(at)) {
            if (startsWord(at)) {
                int end = casedEnd(kind(at, 0) == LETTER ? at : at + 1);
                at = end < limit && withContractions ? end + contraction(end, true) : end;
            } else {
                at = otherEnd(at, digits, true);
            }
        }
        return ends.toArray();
    }

    /**
     * Capitals, then small letters, at least one of these if there can be; letters that are not ASCII count as either, as in llama.cpp.
     */
    private int casedEnd(int start) {
        int small = start;
        while (small < limit && kinds[small] == LETTER && !(text[small] >= 'a' && text[small] <= 'z')) {
            small++;
        }
        if (small == limit || kinds[small] != LETTER) {
            for (int either = small - 1; either >= start; either--) {
                if (text[either] > 'Z') {
                    return either + 1;
                }
            }
            return small;
        }
        int end = small;
        while (end < limit && kinds[end] == LETTER && !(text[end] >= 'A' && text[end] <= 'Z')) {
            end++;
        }
        return end;
    }

    /** Where digits, marks or white space end. */
    private int otherEnd(int start, int digits, boolean slashes) {
        if (kinds[start] == NUMBER) {
            return run(start, NUMBER, Math.min(limit, start + digits));
        }
        int other = text[start] == ' ' ? start + 1 : start;
        if (kind(other, 0) == OTHER) {
            int end = run(other, OTHER, limit);
            while (end < limit && (breaksLine(end) || (slashes && text[end] == '/'))) {
                end++;
            }
            return end;
        }
        int end = run(start, SPACE, limit);
        for (int last = end - 1; last >= start; last--) {
            if (breaksLine(last)) {
                return last + 1;
            }
        }
        return spaces(start, end);
    }

    /** Words as GPT-2 has them, of all the text or of the parts between its digits, which are words themselves. */
    int[] classic(boolean digitsAlone) {
        int length = text.length;
        for (int at = 0; at < length; ) {
            if (digitsAlone && kinds[at] == NUMBER) {
                ends.add(++at);
                continue;
            }
            limit = digitsAlone ? untilNumber(at, length) : length;
            while (at < limit) {
                at = classicEnd(at);
                ends.add(at);
            }
        }
        return ends.toArray();
    }

    /** Words as llama.cpp cuts them for files that name no way. */
    int[] unnamed() {
        int length = text.length;
        for (int at = 0; at < length; ) {
            int end = at;
            while (end < length && punctuation(text[end])) {
                end++;
            }
            if (end > at) {
                ends.add(end);
                at = end;
                continue;
            }
            while (end < length && !punctuation(text[end])) {
                end++;
            }
            for (limit = end; at < limit; ) {
                int word = classicEnd(at);
                digitsByThree(at, word);
                at = word;
            }
        }
        return ends.toArray();
    }

    /** A word, cut before its number and around each three ASCII digits in it. */
    private void digitsByThree(int start, int end) {
        int cut = start;
        if (end - start > 1 && kinds[start] == SPACE && kinds[start + 1] == NUMBER) {
            cut = start + 1;
            ends.add(cut);
        }
        for (int at = cut; at + 3 <= end; ) {
            if (!digit(at) || !digit(at + 1) || !digit(at + 2)) {
                at++;
                continue;
            }
            if (at > cut) {
                ends.add(at);
            }
            at += 3;
            cut = at;
            ends.add(cut);
        }
        if (cut < end) {
            ends.add(end);
        }
    }

    private boolean digit(int at) {
        return text[at] >= '0' && text[at] <= '9';
    }

    private static boolean punctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> "$+<=>^~|".indexOf(character) >= 0;
        };
    }

    private int untilNumber(int start, int length) {
        int end = start;
        while (end < length && kinds[end] != NUMBER) {
            end++;
        }
        return end;
    }

    private int classicEnd(int start) {
        int contraction = contraction(start, false);
        if (contraction > 0) {
            return start + contraction;
        }
        int word = text[start] == ' ' ? start + 1 : start;
        byte kind = kind(word, 0);
        if (kind == LETTER || kind == NUMBER || kind == OTHER) {
            return run(word, kind, limit);
        }
        return spaces(start, run(start, SPACE, limit));
    }

    /** {@code \s+(?!\S)|\s+}: before a word, the last space is left to it. */
    private int spaces(int start, int end) {
        return end < limit && end - start > 1 ? end - 1 : end;
    }

    /** How long {@code 's|'t|'re|'ve|'m|'ll|'d} is here, or 0. */
    private int contraction(int start, boolean anyCase) {
        if (text[start] != '\'') {
            return 0;
        }
        return switch (letter(start + 1, anyCase)) {
            case 's', 't', 'm', 'd' -> 2;
            case 'r', 'v' -> letter(start + 2, anyCase) == 'e' ? 3 : 0;
            case 'l' -> letter(start + 2, anyCase) == 'l' ? 3 : 0;
            default -> 0;
        };
    }

    private int letter(int at, boolean anyCase) {
        if (at >= limit) {
            return -1;
        }
        return anyCase && text[at] >= 'A' && text[at] <= 'Z' ? text[at] + ('a' - 'A') : text[at];
    }

    private byte kind(int at, int ahead) {
        return at + ahead < limit ? kinds[at + ahead] : END;
    }

    private boolean breaksLine(int at) {
        return text[at] == '\n' || text[at] == '\r';
    }

    /** The first position from {@code start} on, and up to {@code to}, that is not of this kind. */
    private int run(int start, byte kind, int to) {
        int end = start;
        while (end < to && kinds[end] == kind) {
            end++;
        }
        return end;
    }
}
