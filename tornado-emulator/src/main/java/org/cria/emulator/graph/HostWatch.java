package org.cria.emulator.graph;

/** Hears of the host's accesses to an array of which a device has a copy. */
public interface HostWatch {
    /** Before an element is read. */
    void read(int index);

    /** Before an element is written. */
    void written(int index);

    /** Before everything may be read. */
    void readAll();
}
