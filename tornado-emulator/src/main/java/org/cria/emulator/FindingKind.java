package org.cria.emulator;

/** What can be wrong with a kernel or a graph. */
public enum FindingKind {
    /** Device or group memory was read that nobody copied or wrote. */
    UNWRITTEN_READ,
    /** Device memory was read that the host has changed since it was copied. */
    STALE_DEVICE_READ,
    /** The host read an element that only the device has anew, or that nobody wrote. */
    STALE_HOST_READ,
    /** An index beyond an array's elements. */
    OUT_OF_BOUNDS,
    /** Two work-items touched one element, at least one wrote, and nothing orders them. */
    DATA_RACE,
    /** Work-items of one group waited at different barriers, or some did not wait. */
    BARRIER_DIVERGENCE,
    /** A task wrote an array that was not declared as its output. */
    UNDECLARED_WRITE,
    /** A graph uses TornadoVM in a way that it does not take. */
    GRAPH,
    /** Kernel code that devices do not take or get wrong. */
    REFUSED_CODE
}
