package org.cria.model.template;

/**
 * A part of a template's source.
 *
 * @param text as it stands; of a string what it means
 */
record Token(Kind kind, String text, int line) {
    /** What it is. */
    enum Kind {
        /** Text outside of all marks. */
        DATA,
        BLOCK_BEGIN,
        BLOCK_END,
        PRINT_BEGIN,
        PRINT_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind wanted, String spelling) {
        return kind == wanted && text.equals(spelling);
    }

    /** As a message calls it. */
    String found() {
        return switch (kind) {
            case END -> "the end of the template";
            case DATA -> "text";
            case BLOCK_END -> "'%}'";
            case PRINT_END -> "'}}'";
            case BLOCK_BEGIN, PRINT_BEGIN, NAME, STRING, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
        };
    }
}
