package org.cria.kernels.lab;

import java.util.List;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.format.Format;

/** A place for one kernel of a user's own. */
public sealed interface Socket permits RowsSocket, OperatorSocket {
    /** As users name it: {@code Q4_K} for the CPU's rows in a format, {@code RmsNorm} for an operator of devices. */
    String name();

    /** What a kernel there does, in a few words. */
    String purpose();

    /** Whether it runs on devices, not on the CPU. */
    boolean isOfDevices();

    /** Whether a kernel there computes an operator. */
    boolean concerns(Operator operator);

    /** In which formats of weights a kernel there is checked. */
    List<Format> formats();

    /** The class that a kernel there begins as, whose source a user is given to change. */
    String beginning();
}
