package org.cria.model.template;

/** What literals in a template's source mean. */
final class Literals {
    private static final String SIMPLE = "abfnrtv\\'\"";
    private static final String MEANING = "\u0007\b\f\n\r\t\u000B\\'\"";

    private Literals() {}

    /** A string's text without its escapes, which are Python's. */
    static String unescaped(String text, int line) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char kind = text.charAt(at++);
            int simple = SIMPLE.indexOf(kind);
            int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
            if (simple >= 0) {
                plain.append(MEANING.charAt(simple));
            } else if (digits > 0) {
                plain.appendCodePoint(codePoint(text, at, digits, line));
                at += digits;
            } else if (kind >= '0' && kind <= '7') {
                int end = at;
                while (end < text.length() && end < at + 2 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
                    end++;
                }
                plain.append((char) Integer.parseInt(text.substring(at - 1, end), 8));
                at = end;
            } else if (kind != '\n') {
                plain.append('\\').append(kind);
            }
        }
        return plain.toString();
    }

    private static int codePoint(String text, int at, int digits, int line) {
        String hex = text.substring(at, Math.min(text.length(), at + digits));
        if (hex.length() == digits && hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            long value = Long.parseLong(hex, 16);
            if (value <= Character.MAX_CODE_POINT) {
                return (int) value;
            }
        }
        throw new TemplateException("'\\" + text.charAt(at - 1) + hex + "' is no character", line);
    }

    /** An integer literal's value. */
    static Value integer(String text, int line) {
        String digits = text.replace("_", "");
        boolean prefixed = digits.length() > 1 && Character.isLetter(digits.charAt(1));
        int radix = !prefixed
                ? 10
                : switch (Character.toLowerCase(digits.charAt(1))) {
                    case 'x' -> 16;
                    case 'o' -> 8;
                    default -> 2;
                };
        try {
            return Value.of(Long.parseLong(prefixed ? digits.substring(2) : digits, radix));
        } catch (NumberFormatException e) {
            throw new TemplateException("the number " + text + " does not fit in 64 bits", line);
        }
    }

    /** A literal's value that has a fraction or an exponent. */
    static Value real(String text) {
        return new Value.Real(Double.parseDouble(text.replace("_", "")));
    }
}
