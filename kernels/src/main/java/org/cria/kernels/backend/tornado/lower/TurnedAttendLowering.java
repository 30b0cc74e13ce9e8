package org.cria.kernels.backend.tornado.lower;

import java.util.Optional;

/** Attention that turns queries and keys and stores keys and values itself. */
public final class TurnedAttendLowering {
    private TurnedAttendLowering() {}

    public static void lower(Lowered.TurnedAttend p, Scope scope, Launches launches) {
        AttendLowering.lower(p.attend(), Optional.of(p.turned()), scope, launches);
    }
}
