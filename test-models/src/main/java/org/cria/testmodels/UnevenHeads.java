package org.cria.testmodels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/**
 * A Llama whose layers differ in their heads and in their feed-forward width, and the same function as a file whose layers are alike: what a
 * layer lacks there is zero, and nothing of it comes out. llama.cpp refuses the first and runs the second.
 */
public final class UnevenHeads {
    private static final int DIM = 96;
    private static final int HEAD = 24;
    private static final int[] HEADS = {4, 3, 6};
    private static final int[] KV_HEADS = {2, 1, 3};
    private static final int[] FFN = {160, 96, 128};

    /** Of the file whose layers are alike: as many query heads share a key head as in any layer, and there are as many of these. */
    private static final int GROUP = 3;

    private static final int ALL_KV = 3;
    private static final int ALL_FFN = 160;

    private UnevenHeads() {}

    /** The model as its file says it. */
    public static TinyModel model() {
        return shape().heads(HEADS).kvHeads(KV_HEADS).ffn(FFN);
    }

    private static TinyModel shape() {
        return TinyModel.seeded(26).dim(DIM).layers(HEADS.length).headDim(HEAD);
    }

    /** The same with layers that are alike. */
    static GgufWriter padded() {
        GgufWriter even =
                shape().heads(GROUP * ALL_KV).kvHeads(ALL_KV).ffn(ALL_FFN).writer();
        for (GgufWriter.Tensor tensor : model().writer().tensors()) {
            even.without(tensor.name());
            int columns = Math.toIntExact(tensor.dimensions().getFirst());
            float[] values = floats(tensor.data());
            String name = tensor.name();
            if (!name.startsWith("blk.") || name.endsWith("norm.weight")) {
                even.tensor(name, tensor.ggmlType(), tensor.data(), longs(tensor));
            } else {
                int layer = name.charAt("blk.".length()) - '0';
                int rows = values.length / columns;
                float[] wide = padded(
                        name.substring("blk.0.".length(), name.length() - ".weight".length()),
                        layer,
                        values,
                        rows,
                        columns);
                boolean down = name.contains("output") || name.contains("down");
                int wideColumns = down ? wide.length / DIM : columns;
                even.tensor(name, tensor.ggmlType(), Encoder.f32(wide), wideColumns, wide.length / wideColumns);
            }
        }
        return even;
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static long[] longs(GgufWriter.Tensor tensor) {
        return tensor.dimensions().stream().mapToLong(Long::longValue).toArray();
    }

    /** A matrix whose rows, or columns, are dealt out to more of them. */
    private static float[] padded(String kind, int layer, float[] values, int rows, int columns) {
        return switch (kind) {
            case "attn_q" -> wideRows(values, rows, columns, GROUP * ALL_KV * HEAD, row -> query(layer, row));
            case "attn_k", "attn_v" -> wideRows(values, rows, columns, ALL_KV * HEAD, row -> row);
            case "attn_output" ->
                wideColumns(values, rows, columns, GROUP * ALL_KV * HEAD, column -> query(layer, column));
            case "ffn_gate", "ffn_up" -> wideRows(values, rows, columns, ALL_FFN, row -> row);
            case "ffn_down" -> wideColumns(values, rows, columns, ALL_FFN, column -> column);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** Where a value of a query head comes to, so that the head keeps its key head. */
    private static int query(int layer, int value) {
        int group = HEADS[layer] / KV_HEADS[layer];
        int head = value / HEAD;
        return (head / group * GROUP + head % group) * HEAD + value % HEAD;
    }

    private static float[] wideRows(float[] values, int rows, int columns, int wide, IntUnaryOperator place) {
        float[] padded = new float[wide * columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * columns, padded, place.applyAsInt(row) * columns, columns);
        }
        return padded;
    }

    private static float[] wideColumns(float[] values, int rows, int columns, int wide, IntUnaryOperator place) {
        float[] padded = new float[rows * wide];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                padded[row * wide + place.applyAsInt(column)] = values[row * columns + column];
            }
        }
        return padded;
    }

    /**
     * Writes the file whose layers are alike.
     *
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            throw new IllegalArgumentException("usage: UnevenHeads FOLDER");
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        System.out.println(padded().write(folder.resolve("uneven.gguf")));
    }
}
