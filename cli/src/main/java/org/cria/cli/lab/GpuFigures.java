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

    /** Of a multiprocessor, on all GPUs since sm_30. */
    private static final int REGISTERS = 65_536;

    private static final int WARP = 32;
    /** Registers are given to a warp in portions. */
    private static final int PORTION = 256;

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
                + ", " + shared + " bytes of local memory" + occupancy() + "; loads: " + widths;
    }

    /**
     * How much of what a multiprocessor can hold registers and local memory leave, where its limits are known.
     *
     * @see <a href="https://docs.nvidia.com/cuda/cuda-c-programming-guide/#features-and-technical-specifications">CUDA's table of them</a>
     */
    private String occupancy() {
        int[] limits = switch (gpu) {
            case "sm_75" -> new int[] {1024, 64 << 10};
            case "sm_80" -> new int[] {2048, 164 << 10};
            case "sm_86", "sm_89", "sm_120" -> new int[] {1536, 100 << 10};
            case "sm_90", "sm_90a", "sm_100" -> new int[] {2048, 228 << 10};
            default -> new int[0];
        };
        if (limits.length == 0 || registers == 0) {
            return "";
        }
        int perWarp = Math.ceilDiv(registers * WARP, PORTION) * PORTION;
        int items = Math.min(limits[0], REGISTERS / perWarp * WARP);
        return " (a multiprocessor holds " + items + " of " + limits[0] + " work-items by registers"
                + (shared == 0 ? "" : ", " + limits[1] / shared + " groups by local memory") + ")";
    }
}
