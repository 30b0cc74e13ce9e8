package org.cria.model.pattern;

/** How what libraries read differently is read, such as {@code \s} and {@code .} beyond ASCII. */
public enum Reading {
    /** Texts that match for every library. */
    SURE,
    /** Texts that match for some library. */
    POSSIBLE
}
