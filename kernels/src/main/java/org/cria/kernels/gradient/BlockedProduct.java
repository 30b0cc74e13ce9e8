package org.cria.kernels.gradient;

/**
 * {@code out = a · b} or {@code out += a · b} in f32. Both matrices are brought into panels block by block, whatever their order and
 * format; tiles of the result are sums of products of panels. A sum is over {@link #RUN} products in order, each added with one rounding, and
 * such sums are added in order: nothing else decides about its bits.
 *
 * @see <a href="https://doi.org/10.1145/1356052.1356053">Anatomy of high-performance matrix multiplication</a>
 */
final class BlockedProduct {
    /** So many products are summed before the sum is added to what is there: as many rows of two panels stay in the first-level cache. */
    static final int RUN = 256;

    /** Rows of a, columns of b and products whose panels are there at a time: some megabytes. */
    private static final int MOST_ROWS = 1024;

    private static final int MOST_COLUMNS = 1024;
    private static final int MOST_DEPTH = 1024;

    /** Columns of b that are brought into panels together: the largest block of a format. */
    private static final int GROUP = 256;

    /** Lines that are decoded together. */
    private static final int LINES = 32;

    /** Tiles in each direction that one portion has. */
    private static final int PORTION = 4;

    private final Tile tile;

    /** Panels of a: [tiles][depth][rows of a tile]. */
    private final Panels left;

    /** Panels of b: [panels][depth][columns of a panel]. */
    private final Panels right;

    /** What is multiplied at the moment. */
    @SuppressWarnings("ArrayRecordComponent") // a view, compared by nobody
    private record Job(
            Factor a,
            Factor b,
            float[] out,
            int start,
            int stride,
            int row,
            int rows,
            int column,
            int columns,
            int from,
            int depth) {}

    BlockedProduct(Tile tile) {
        this.tile = tile;
        this.left = tile.panels();
        this.right = tile.panels();
    }

    /**
     * Multiplies.
     *
     * @param a [rows, depth]
     * @param b [depth, columns]
     * @param out {@code out[start + r · stride + c]} receives row r, column c
     * @param adds whether to what is there
     */
    void run(
            Hands hands,
            Factor a,
            Factor b,
            int rows,
            int columns,
            int depth,
            float[] out,
            int start,
            int stride,
            boolean adds) {
        for (int from = 0; from < depth; from += MOST_DEPTH) {
            int deep = Math.min(MOST_DEPTH, depth - from);
            for (int row = 0; row < rows; row += MOST_ROWS) {
                int tall = Math.min(MOST_ROWS, rows - row);
                for (int column = 0; column < columns; column += MOST_COLUMNS) {
                    int wide = Math.min(MOST_COLUMNS, columns - column);
                    Job job = new Job(a, b, out, start, stride, row, tall, column, wide, from, deep);
                    pack(hands, job, column == 0);
                    multiply(hands, job, adds || from > 0);
                }
            }
        }
    }

    private void pack(Hands hands, Job job, boolean first) {
        int tiles = Math.ceilDiv(job.rows, tile.rows());
        int groups = Math.ceilDiv(job.columns, GROUP);
        int runs = Math.ceilDiv(job.depth, RUN);
        left.ensure(tiles * job.depth * tile.leftPitch());
        right.ensure(Math.ceilDiv(job.columns, tile.columns()) * job.depth * tile.columns());
        int lefts = first ? tiles : 0;
        hands.run(lefts + groups * runs, (number, desk) -> {
            if (number < lefts) {
                packLeft(job, number, desk);
            } else {
                int group = (number - lefts) / runs;
                packRight(job, group * GROUP, (number - lefts) % runs * RUN, desk);
            }
        });
    }

    private void packLeft(Job job, int panel, Desk desk) {
        int first = job.row + panel * tile.rows();
        int count = Math.min(tile.rows(), job.row + job.rows - first);
        int at = panel * job.depth * tile.leftPitch();
        if (job.a.turned()) {
            Factor.Lines lines = lines(job.a, job.from, job.depth, first, count, desk);
            tile.along(lines, job.depth, count, left, at, tile.leftPitch());
        } else {
            Factor.Lines lines = lines(job.a, first, count, job.from, job.depth, desk);
            tile.across(lines, count, job.depth, left, at, tile.leftPitch());
        }
    }

    /** Some columns' panels, from one product on. */
    private void packRight(Job job, int column, int deep, Desk desk) {
        int depth = Math.min(RUN, job.depth - deep);
        int end = Math.min(job.columns, column + GROUP);
        int wide = tile.columns();
        if (end % wide != 0) {
            int at = end / wide * job.depth * wide + deep * wide;
            right.clear(at, depth * wide);
        }
        if (job.b.turned()) {
            for (int panel = column; panel < end; panel += wide) {
                int count = Math.min(wide, end - panel);
                Factor.Lines lines = lines(job.b, job.column + panel, count, job.from + deep, depth, desk);
                tile.across(lines, count, depth, right, panel * job.depth + deep * wide, wide);
            }
            return;
        }
        for (int line = 0; line < depth; line += LINES) {
            int count = Math.min(LINES, depth - line);
            Factor.Lines lines = lines(job.b, job.from + deep + line, count, job.column + column, end - column, desk);
            for (int panel = column; panel < end; panel += wide) {
                int at = panel * job.depth + (deep + line) * wide;
                tile.along(lines.from(panel - column), count, Math.min(wide, end - panel), right, at, wide);
            }
        }
    }

    private static Factor.Lines lines(Factor factor, int line, int count, int from, int values, Desk desk) {
        return factor.lines(line, count, from, values, desk.floats(0, factor.needsScratch() ? count * values : 0));
    }

    private void multiply(Hands hands, Job job, boolean adds) {
        int tall = PORTION * tile.rows();
        int wide = PORTION * tile.columns();
        int down = Math.ceilDiv(job.rows, tall);
        int over = Math.ceilDiv(job.columns, wide);
        hands.run(down * over, (number, desk) -> {
            int row = number % down * tall;
            int column = number / down * wide;
            for (int deep = 0; deep < job.depth; deep += RUN) {
                multiply(
                        job,
                        row,
                        Math.min(job.rows, row + tall),
                        column,
                        Math.min(job.columns, column + wide),
                        deep,
                        adds || deep > 0);
            }
        });
    }

    private void multiply(Job job, int row, int rowEnd, int column, int columnEnd, int deep, boolean adds) {
        int depth = Math.min(RUN, job.depth - deep);
        for (int c = column; c < columnEnd; c += tile.columns()) {
            tile.multiply(
                    left,
                    row / tile.rows() * job.depth * tile.leftPitch() + deep * tile.leftPitch(),
                    job.depth * tile.leftPitch(),
                    right,
                    c * job.depth + deep * tile.columns(),
                    depth,
                    job.out,
                    job.start + (job.row + row) * job.stride + job.column + c,
                    job.stride,
                    rowEnd - row,
                    Math.min(tile.columns(), columnEnd - c),
                    adds);
        }
    }
}
