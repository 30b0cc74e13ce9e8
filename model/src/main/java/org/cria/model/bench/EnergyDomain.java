package org.cria.model.bench;

/** What a counter of energy counts. They overlap, so that sums of them mean nothing. */
public enum EnergyDomain {
    /** The processors, with their cores and what else is in the package. */
    PACKAGE("", "processors"),
    /** The memory, which is not in the package. */
    DRAM("dram", "memory"),
    /** The whole board, where it counts that. */
    PSYS("psys", "board"),
    /** NVIDIA's GPUs, each with its memory and the rest of its card. */
    GPU("gpu", "GPUs");

    private final String title;
    private final String words;

    EnergyDomain(String title, String words) {
        this.title = title;
        this.words = words;
    }

    /** Its name among figures; empty for the usual one. */
    public String title() {
        return title;
    }

    /** Its name in a text. */
    public String words() {
        return words;
    }
}
