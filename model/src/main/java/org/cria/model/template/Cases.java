package org.cria.model.template;

import java.util.Locale;

/** Upper and lower case, and what kinds of characters there are. */
final class Cases {
    private Cases() {}

    static Text upper(Text text, Budget budget) {
        budget.text(text);
        TextBuilder out = new TextBuilder();
        for (Text.Run run : text.runs()) {
            out.append(text.toString().substring(run.start(), run.end()).toUpperCase(Locale.ROOT), run.origin());
        }
        return out.text();
    }

    static Text lower(Text text, Budget budget) {
        budget.text(text);
        TextBuilder out = new TextBuilder();
        for (Text.Run run : text.runs()) {
            out.append(text.toString().substring(run.start(), run.end()).toLowerCase(Locale.ROOT), run.origin());
        }
        return out.text();
    }

    /** The first character large, all others small. */
    static Text capitalized(Text text, Budget budget) {
        if (text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.toString().codePointAt(0));
        Text start = text.sub(0, first);
        return titled(start).plus(lower(text.sub(first, text.length()), budget));
    }

    private static Text titled(Text character) {
        int c = character.toString().codePointAt(0);
        int title = Character.toTitleCase(c);
        String large = title == c ? spread(character.toString().toUpperCase(Locale.ROOT)) : Character.toString(title);
        return Text.from(character.originAt(0), large);
    }

    /** Where a letter has no large form of its own but two letters, as the German sharp s does, the second is small. */
    private static String spread(String upper) {
        return Character.isLetter(upper.charAt(0)) && upper.length() > 1 && !Character.isSurrogate(upper.charAt(0))
                ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT)
                : upper;
    }

    /** Every word with a large first letter, as {@code str.title} has it. */
    static Text title(Text text, Budget budget) {
        budget.text(text);
        TextBuilder out = new TextBuilder();
        boolean inside = false;
        String chars = text.toString();
        for (int i = 0; i < chars.length(); ) {
            int c = chars.codePointAt(i);
            int end = i + Character.charCount(c);
            Text one = text.sub(i, end);
            boolean cased = Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
            out.append(!cased ? one : inside ? lower(one, budget) : titled(one));
            inside = cased;
            i = end;
        }
        return out.text();
    }

    static Text swapped(Text text, Budget budget) {
        budget.text(text);
        TextBuilder out = new TextBuilder();
        String chars = text.toString();
        for (int i = 0; i < chars.length(); ) {
            int c = chars.codePointAt(i);
            int end = i + Character.charCount(c);
            Text one = text.sub(i, end);
            out.append(Character.isUpperCase(c) ? lower(one, budget) : upper(one, budget));
            i = end;
        }
        return out.text();
    }

    static boolean isUpper(Text text) {
        return text.toString().codePoints().anyMatch(Character::isUpperCase)
                && text.toString().codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    static boolean isLower(Text text) {
        return text.toString().codePoints().anyMatch(Character::isLowerCase)
                && text.toString().codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    static boolean isAlphanumeric(int c) {
        return Character.isLetter(c) || isNumeric(c);
    }

    static boolean isDigit(int c) {
        return Character.isDigit(c) || (c >= 0x2070 && c <= 0x2089) || c == 0xB2 || c == 0xB3 || c == 0xB9;
    }

    static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }
}
