package org.cria.model.template;

/** How much a template may do: it comes with a file that anybody may have written. */
final class Budget {
    /** Steps: a node that is run, an element that is gone through, or 64 characters that are made. */
    static final int STEPS = 1_000_000;
    /** Macros, loops and blocks inside of each other. */
    static final int DEPTH = 100;
    /** Expressions inside of each other, the stack of Java's own calls. */
    static final int NESTING = 800;
    /** UTF-16 units of any one text, the result included; bytes of UTF-8 for the result. */
    static final int OUTPUT = 4 << 20;

    private static final int CHARS_A_STEP = 64;

    private long steps;
    private int depth;
    private int nesting;

    void step() {
        steps(1);
    }

    void steps(long count) {
        steps += count;
        if (steps > STEPS) {
            throw new TemplateException("the template takes more than " + STEPS + " steps, which is the limit");
        }
    }

    /** Before a text of so many characters is made. */
    void chars(long length) {
        size(length);
        steps(length / CHARS_A_STEP);
    }

    /** Before a text is made of this one: as many steps as it has runs, and as its length asks for. */
    void text(Text text) {
        chars(text.length());
        steps(text.runCount());
    }

    /** A text has so many characters so far. */
    void size(long length) {
        if (length > OUTPUT) {
            throw new TemplateException("a text grows to more than " + (OUTPUT >> 20) + " MiB, which is the limit");
        }
    }

    void enter() {
        if (++depth > DEPTH) {
            throw new TemplateException("macros, loops and blocks are more than " + DEPTH
                    + " deep inside of each other, which is the limit");
        }
    }

    void leave() {
        depth--;
    }

    void open() {
        step();
        if (++nesting > NESTING) {
            throw new TemplateException(
                    "expressions are more than " + NESTING + " deep inside of each other, which is the limit");
        }
    }

    void close() {
        nesting--;
    }
}
