package org.cria.kernels.backend.cpu.x86;

import org.cria.kernels.backend.cpu.x86.asm.Gpr;

/**
 * How 256 columns of up to 16 rows come to a panel: each row unpacked to the stack, then words of all rows side by side. Registers are those
 * of {@link PanelKernel}; places are bytes from the stack pointer.
 */
interface PanelExchange {
    /** Where the first row is. */
    int start();

    /** Bytes of a row. */
    int rowBytes();

    /** The end of what is to be zero at first: missing rows have finite numbers. */
    int zeroEnd();

    /** The end of all that is needed. */
    int end();

    /** Unpacks a row from its 256 columns at {@code w} to {@link PanelKernel#STAGE}. */
    void unpack(Gpr w);

    /** Writes all rows to {@link PanelKernel#PANEL}. */
    void exchange();
}
