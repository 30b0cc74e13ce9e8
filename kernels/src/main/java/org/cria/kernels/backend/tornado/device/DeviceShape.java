package org.cria.kernels.backend.tornado.device;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.cria.kernels.backend.DeviceInfo;

/**
 * What suits a device: sizes that change its speed and never what is computed, but for the order of sums.
 *
 * @param lanes work-items that share a weight row in products of one token
 * @param items work-items of a group in these products, a multiple of lanes
 * @param attentionItems work-items of a group in attention
 * @param rowItems work-items of a group that handles one row, or loose values
 * @param batchRows the most tokens of a prompt at a time
 * @param panels whether prompts are multiplied from registers ({@code PanelProduct}) or from local memory ({@code MatrixProduct})
 * @param splits groups that share one head's past in decoding, where it is long
 * @param splitFrom positions from which a past is long
 * @param arrayBytes the most bytes of one array on the device
 */
public record DeviceShape(
        int lanes,
        int items,
        int attentionItems,
        int rowItems,
        int batchRows,
        boolean panels,
        int splits,
        int splitFrom,
        long arrayBytes) {
    /** TornadoVM counts an array's bytes in an int. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

    /** The most work-items of a group of any device. */
    private static final int MOST_ITEMS = 1024;

    /** A size that can be chosen by measuring, in the order in which this is done: later ones build on earlier ones. */
    public enum Figure {
        LANES("lanes", 1, 2, 4, 8, 16, 32, 64),
        ITEMS("items", 8, 16, 32, 64, 128, 256, 512),
        ATTENTION_ITEMS("attention items", 8, 16, 32, 64, 128, 256),
        PANELS("panels", 0, 1),
        BATCH_ROWS("batch rows", 16, 32, 64, 128, 256),
        ROW_ITEMS("row items", 8, 16, 32, 64, 128, 256),
        SPLITS("splits", 2, 4, 8, 16, 32),
        SPLIT_FROM("split from", 256, 512, 1024, 2048, 4096, 8192);

        private final String text;
        private final List<Integer> choices;

        Figure(String text, Integer... choices) {
            this.text = text;
            this.choices = List.of(choices);
        }

        /** What is tried, in ascending order. */
        public List<Integer> choices() {
            return choices;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public DeviceShape {
        if (lanes < 1
                || lanes > 64
                || items < lanes
                || items > MOST_ITEMS
                || items % lanes != 0
                || attentionItems < 1
                || attentionItems > MOST_ITEMS
                || rowItems < 1
                || rowItems > MOST_ITEMS
                || batchRows < 1
                || splits < 2) {
            throw new IllegalArgumentException("a device shape of " + lanes + " lanes in groups of " + items
                    + ", attention groups of " + attentionItems + ", row groups of " + rowItems + ", " + batchRows
                    + " rows, " + splits + " splits");
        }
    }

    /** What suits a device, as far as its kind tells. */
    public static DeviceShape of(DeviceInfo device) {
        return device.kind() == DeviceInfo.Kind.CPU ? cpu() : gpu();
    }

    /** For GPUs: a warp per row. */
    public static DeviceShape gpu() {
        return new DeviceShape(32, 128, 64, 128, 64, false, 8, 1024, MOST_BYTES);
    }

    /** For CPUs behind OpenCL: a work-item per row, in small groups. */
    public static DeviceShape cpu() {
        return new DeviceShape(1, 16, 16, 16, 32, true, 2, 2048, MOST_BYTES);
    }

    /** The same with at most so many tokens of a prompt at a time. */
    public DeviceShape withBatchRows(int rows) {
        return with(Map.of(Figure.BATCH_ROWS, rows));
    }

    /** A figure as a number; {@code panels} is 1 or 0. */
    public int value(Figure figure) {
        return switch (figure) {
            case LANES -> lanes;
            case ITEMS -> items;
            case ATTENTION_ITEMS -> attentionItems;
            case PANELS -> panels ? 1 : 0;
            case BATCH_ROWS -> batchRows;
            case ROW_ITEMS -> rowItems;
            case SPLITS -> splits;
            case SPLIT_FROM -> splitFrom;
        };
    }

    /**
     * The same with other figures.
     *
     * @throws IllegalArgumentException when they do not go together
     */
    public DeviceShape with(Map<Figure, Integer> values) {
        ToIntFunction<Figure> of = figure -> values.getOrDefault(figure, value(figure));
        return new DeviceShape(
                of.applyAsInt(Figure.LANES),
                of.applyAsInt(Figure.ITEMS),
                of.applyAsInt(Figure.ATTENTION_ITEMS),
                of.applyAsInt(Figure.ROW_ITEMS),
                of.applyAsInt(Figure.BATCH_ROWS),
                of.applyAsInt(Figure.PANELS) == 1,
                of.applyAsInt(Figure.SPLITS),
                of.applyAsInt(Figure.SPLIT_FROM),
                arrayBytes);
    }

    /** The figures in which this differs from another shape, as {@code lanes 4, items 32}; empty where there are none. */
    public String differences(DeviceShape other) {
        return Arrays.stream(Figure.values())
                .filter(figure -> value(figure) != other.value(figure))
                .map(figure -> figure + " " + value(figure))
                .collect(Collectors.joining(", "));
    }
}
