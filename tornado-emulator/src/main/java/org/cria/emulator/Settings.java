package org.cria.emulator;

import java.util.List;

/**
 * How an emulator works.
 *
 * @param watching    whether accesses are watched; bounds, refused code and rules of graphs always are
 * @param stopping    whether a finding is thrown; otherwise it is only kept for the report
 * @param omissions   barriers and transfers to leave out
 */
public record Settings(boolean watching, boolean stopping, List<Omission> omissions) {
    /** Everything watched, findings thrown. */
    public static final Settings STRICT = new Settings(true, true, List.of());

    public Settings {
        omissions = List.copyOf(omissions);
    }

    /** For speed: accesses are not watched. */
    public Settings unwatched() {
        return new Settings(false, stopping, omissions);
    }

    /** Findings are kept for the report and execution goes on where it can. */
    public Settings collecting() {
        return new Settings(watching, false, omissions);
    }

    /** The same with these left out. */
    public Settings without(Omission... left) {
        return new Settings(watching, stopping, List.of(left));
    }
}
