package org.cria.kernels.backend.tornado;

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

    public DeviceShape {
        if (lanes < 1
                || lanes > 64
                || items > 1024
                || items % lanes != 0
                || attentionItems < 1
                || rowItems < 1
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
        return new DeviceShape(lanes, items, attentionItems, rowItems, rows, panels, splits, splitFrom, arrayBytes);
    }
}
