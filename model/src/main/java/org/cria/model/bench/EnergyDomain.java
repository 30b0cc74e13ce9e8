package org.cria.model.bench;

/** What a counter of energy counts. They overlap, so that sums of them mean nothing. */
public enum EnergyDomain {
    /** The processors, with their cores and what else is in the package. */
    PACKAGE(""),
    /** The memory, which is not in the package. */
    DRAM("dram"),
    /** The whole board, where it counts that. */
    PSYS("psys");

    private final String title;

    EnergyDomain(String title) {
        this.title = title;
    }

    /** Its name among figures; empty for the usual one. */
    public String title() {
        return title;
    }
}
