package org.cria.model.pattern;

/**
 * The characters that {@code \d}, {@code \w}, {@code \s} and {@code .} stand for. ECMA-262's digits and letters are those of ASCII,
 * its white space and ends of lines are not, of which other libraries take more or less.
 */
record CharacterClasses(Reading reading) {
    private static final CharacterSet DIGITS = CharacterSet.range('0', '9');
    private static final CharacterSet WORD = DIGITS.or(CharacterSet.range('a', 'z'))
            .or(CharacterSet.range('A', 'Z'))
            .or(CharacterSet.of("_"));
    private static final CharacterSet SPACE = CharacterSet.of("\t\n\u000B\f\r ");
    private static final CharacterSet MORE_SPACE = SPACE.or(
                    CharacterSet.of("\u001C\u001D\u001E\u001F\u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF"))
            .or(CharacterSet.range(0x2000, 0x200A));
    private static final CharacterSet LINE_ENDS = CharacterSet.of("\n\r");
    private static final CharacterSet MORE_LINE_ENDS = LINE_ENDS.or(CharacterSet.of("\u0085\u2028\u2029"));
    /** For what is inverted. */
    CharacterClasses opposite() {
        return new CharacterClasses(isSure() ? Reading.POSSIBLE : Reading.SURE);
    }

    CharacterSet dot() {
        return (isSure() ? MORE_LINE_ENDS : CharacterSet.of("\n")).others();
    }

    /** A class by its letter; capital letters invert it. */
    CharacterSet named(char letter) {
        CharacterSet set = switch (Character.toLowerCase(letter)) {
            case 'd' -> DIGITS;
            case 'w' -> WORD;
            default -> isSure() == Character.isLowerCase(letter) ? SPACE : MORE_SPACE;
        };
        return Character.isLowerCase(letter) ? set : set.others();
    }

    private boolean isSure() {
        return reading == Reading.SURE;
    }
}
