package org.cria.cli.portable;

/** What is checked, each in a process of its own, since a driver may end it. */
enum Part {
    DEVICES(100),
    GOLDEN(120),
    OPERATORS(150),
    SPEED(150),
    KERNELS(120),
    SHAPES(150);

    private final int seconds;

    Part(int seconds) {
        this.seconds = seconds;
    }

    /** The most that it may take. */
    int seconds() {
        return seconds;
    }
}
