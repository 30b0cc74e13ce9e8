package org.cria.kernels.backend.tornado.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.cria.kernels.backend.DeviceInfo;
import org.cria.kernels.backend.Figure;
import org.cria.kernels.backend.Figures;
import org.cria.kernels.backend.Settings;

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
 * @param records whether a token's graphs are recorded when they first run and launched as a whole from then on
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
        long arrayBytes,
        boolean records) {
    /** TornadoVM counts an array's bytes in an int. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

    /** Backends of TornadoVM's that can record what a graph does. */
    private static final Set<String> RECORDING = Set.of("cuda", "ptx");

    /** The most work-items of a group of any device. */
    private static final int MOST_ITEMS = 1024;

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
        DeviceShape shape = device.kind() == DeviceInfo.Kind.CPU ? cpu() : gpu();
        return RECORDING.contains(device.backend()) ? shape.recording(true) : shape;
    }

    /** The same with or without recorded graphs. */
    public DeviceShape recording(boolean recording) {
        return new DeviceShape(
                lanes, items, attentionItems, rowItems, batchRows, panels, splits, splitFrom, arrayBytes, recording);
    }

    /** For GPUs: a warp per row, and a past that is split as soon as one group per head would take longer than a launch. */
    public static DeviceShape gpu() {
        return new DeviceShape(32, 128, 64, 128, 256, false, 8, 128, MOST_BYTES, false);
    }

    /** For CPUs behind OpenCL: a work-item per row, in small groups. */
    public static DeviceShape cpu() {
        return new DeviceShape(1, 16, 16, 16, 32, true, 2, 2048, MOST_BYTES, false);
    }

    private int value(ShapeFigure figure) {
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

    /** All of {@link ShapeFigure}, as they are here. */
    public Figures figures() {
        SequencedMap<Figure, Integer> values = new LinkedHashMap<>();
        for (ShapeFigure figure : ShapeFigure.values()) {
            values.put(figure, value(figure));
        }
        return new Figures(values);
    }

    /**
     * The same with other figures.
     *
     * @throws IllegalArgumentException when they do not go together
     */
    public DeviceShape with(Figures figures) {
        return new DeviceShape(
                figures.value(ShapeFigure.LANES),
                figures.value(ShapeFigure.ITEMS),
                figures.value(ShapeFigure.ATTENTION_ITEMS),
                figures.value(ShapeFigure.ROW_ITEMS),
                figures.value(ShapeFigure.BATCH_ROWS),
                figures.value(ShapeFigure.PANELS) == 1,
                figures.value(ShapeFigure.SPLITS),
                figures.value(ShapeFigure.SPLIT_FROM),
                arrayBytes,
                records);
    }

    /**
     * The choices of a figure that go with the other figures here.
     *
     * @param device that has this shape
     * @param settings of runs there
     */
    public List<Integer> candidates(Figure figure, DeviceInfo device, Settings settings) {
        return figure.choices().stream()
                .filter(value -> switch (shapeFigure(figure)) {
                    case LANES -> items % value == 0;
                    case ITEMS -> value % lanes == 0 && value <= device.groupItems();
                    case ATTENTION_ITEMS, ROW_ITEMS -> value <= device.groupItems();
                    case BATCH_ROWS -> value <= settings.batchRows();
                    case PANELS, SPLITS, SPLIT_FROM -> true;
                })
                .toList();
    }

    private static ShapeFigure shapeFigure(Figure figure) {
        if (figure instanceof ShapeFigure ours) {
            return ours;
        }
        throw new IllegalArgumentException("figure '" + figure.text() + "' is none of a device shape");
    }
}
