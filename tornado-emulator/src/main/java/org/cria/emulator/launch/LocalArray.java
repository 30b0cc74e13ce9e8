package org.cria.emulator.launch;

/** An array that the work-items of a group share; the groups of a launch have it one after the other. */
final class LocalArray {
    final int site;
    /** How often a work-item had come by this place before. */
    final int occurrence;

    final Cells cells;
    private long group;

    LocalArray(int site, int occurrence, Cells cells) {
        this.site = site;
        this.occurrence = occurrence;
        this.cells = cells;
    }

    /** The array in the group that began at a stamp; the first work-item that asks finds it empty. */
    Cells inGroup(long stamp) {
        if (group != stamp) {
            group = stamp;
            cells.clear();
        }
        return cells;
    }
}
