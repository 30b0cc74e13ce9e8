package org.cria.model.gguf;

/** Text from a file made fit for one line of a terminal: no control characters, no direction marks, not too long. */
public final class Printable {
    private static final int NAME_CHARACTERS = 80;

    private Printable() {}

    /** A key or tensor name in quotes. */
    static String name(String text) {
        return "'" + clean(text, NAME_CHARACTERS) + "'";
    }

    /** {@code text} up to {@code longest} characters; whatever would move the cursor is written as {@code \\u{…}}. */
    public static String clean(String text, int longest) {
        StringBuilder out = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < text.length(); shown++) {
            if (shown == longest) {
                return out.append('…').toString();
            }
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (visible(point)) {
                out.appendCodePoint(point);
            } else if (point == '\n') {
                out.append("\\n");
            } else {
                out.append("\\u{").append(Integer.toHexString(point)).append('}');
            }
        }
        return out.toString();
    }

    private static boolean visible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
