package org.cria.emulator;

/** The four ways a graph names an array besides its tasks. */
public enum TransferKind {
    TO_DEVICE,
    TO_HOST,
    PERSIST,
    CONSUME
}
