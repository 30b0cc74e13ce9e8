package org.cria.emulator;

import java.util.List;

/**
 * How an emulator works.
 *
 * @param watching    whether accesses are watched; bounds, refused code and rules of graphs always are
 * @param stopping    whether a finding is thrown; otherwise it is only kept for the report
 * @param omissions   barriers and transfers to leave out
 */
public record EmulatorSettings(boolean watching, boolean stopping, List<Omission> omissions) {
    /** Everything watched, findings thrown. */
    public static final EmulatorSettings STRICT = new EmulatorSettings(true, true, List.of());

    public EmulatorSettings {
        omissions = List.copyOf(omissions);
    }

    /** For speed: accesses are not watched. */
    public EmulatorSettings unwatched() {
        return new EmulatorSettings(false, stopping, omissions);
    }

    /** Findings are kept for the report and execution goes on where it can. */
    public EmulatorSettings collecting() {
        return new EmulatorSettings(watching, false, omissions);
    }

    /** The same with these left out. */
    public EmulatorSettings without(Omission... left) {
        return new EmulatorSettings(watching, stopping, List.of(left));
    }
}
