package org.cria.cli.chat;

/** How text looks on a terminal: the parameters of the escape sequence that selects it (ECMA-48, SGR). */
enum Style {
    BOLD("1"),
    DIM("2"),
    ITALIC("3"),
    CODE("36"),
    HEADING("1;35"),
    MARK("33"),
    PROMPT("1;32"),
    WRONG("31");

    private static final String RESET = "\033[0m";

    private final String parameters;

    Style(String parameters) {
        this.parameters = parameters;
    }

    /** Switches the style on. */
    String start() {
        return "\033[" + parameters + "m";
    }

    /** Switches all styles off. */
    static String reset() {
        return RESET;
    }

    /** The text in this style; line by line, since some terminals let a style run on to the window's edge. */
    String on(String text) {
        return start() + text.replace("\n", RESET + "\n" + start()) + RESET;
    }
}
