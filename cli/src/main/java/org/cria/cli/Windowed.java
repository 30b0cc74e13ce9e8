package org.cria.cli;

/** A command that takes another context than the usual one where {@code -c} is not given. */
interface Windowed {
    /** Its tokens. */
    int window();
}
