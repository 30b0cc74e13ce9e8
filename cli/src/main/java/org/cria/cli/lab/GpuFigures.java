package org.cria.cli.lab;

import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an NVIDIA GPU's assembler makes of a kernel.
 *
 * @param gpu such as {@code sm_90}
 * @param registers of a thread
 * @param spilled bytes of a thread's registers that are kept in memory instead, stored or loaded
 * @param shared bytes of a group's local memory
 * @param loads how many loads of global memory there are in the code, by their width in bits
 */
record GpuFigures(String gpu, int registers, int spilled, int shared, TreeMap<Integer, Integer> loads) {
    private static final Pattern USED = Pattern.compile("Used (\\d+) registers");
    private static final Pattern SPILLED = Pattern.compile("(\\d+) bytes spill (?:stores|loads)");
    private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");
    /** Generic addresses are global ones in what TornadoVM generates, but for those of arrays that it declares. */
    private static final Pattern LOAD =
            Pattern.compile("\\bld(?:\\.volatile)?(?:\\.global)?(?:\\.nc)?(?:\\.v([24]))?\\.[busf](8|16|32|64)\\b");

    private static final List<Integer> WIDTHS = List.of(8, 16, 32, 64, 128);

    /**
     * Reads what was printed.
     *
     * @param ptx of the kernel
     * @param verbose what {@code ptxas -v} says of it
     */
    static GpuFigures of(String gpu, String ptx, String verbose) {
        TreeMap<Integer, Integer> loads = new TreeMap<>();
        WIDTHS.forEach(width -> loads.put(width, 0));
        Matcher load = LOAD.matcher(ptx);
        while (load.find()) {
            int count = load.group(1) == null ? 1 : Integer.parseInt(load.group(1));
            loads.merge(Math.min(128, count * Integer.parseInt(load.group(2))), 1, Integer::sum);
        }
        return new GpuFigures(gpu, sum(USED, verbose), sum(SPILLED, verbose), sum(SHARED, verbose), loads);
    }

    private static int sum(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .sum();
    }

    /** In one line. */
    String text() {
        StringBuilder widths = new StringBuilder();
        loads.forEach((width, count) -> widths.append(widths.isEmpty() ? "" : ", ")
                .append(count)
                .append(" of ")
                .append(width)
                .append(" bits"));
        return gpu + ": " + registers + " registers, " + (spilled == 0 ? "nothing spilled" : spilled + " bytes spilled")
                + ", " + shared + " bytes of local memory; loads: " + widths;
    }
}
