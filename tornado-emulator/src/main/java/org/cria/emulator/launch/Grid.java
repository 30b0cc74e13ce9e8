package org.cria.emulator.launch;

/**
 * Work-items of a launch, x running fastest.
 *
 * @param globalX work-items along x, and so on
 * @param localX  work-items of one group along x, and so on; each divides its global size
 */
public record Grid(int globalX, int globalY, int globalZ, int localX, int localY, int localZ) {
    public int groupsX() {
        return globalX / localX;
    }

    public int groupsY() {
        return globalY / localY;
    }

    public int groups() {
        return groupsX() * groupsY() * (globalZ / localZ);
    }

    /** Work-items of one group. */
    public int groupSize() {
        return localX * localY * localZ;
    }

    /** The global id of work-item {@code local} of group {@code group}. */
    public String name(int group, int local) {
        int x = group % groupsX() * localX + local % localX;
        int y = group / groupsX() % groupsY() * localY + local / localX % localY;
        int z = group / groupsX() / groupsY() * localZ + local / localX / localY;
        return "(" + x + ", " + y + ", " + z + ")";
    }
}
