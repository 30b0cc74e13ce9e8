import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.kernel.Encoded;
import org.cria.kernels.backend.tornado.lower.DeviceKernel;
import org.cria.kernels.backend.tornado.lower.Launches;
import org.cria.kernels.backend.tornado.lower.Lowered;
import org.cria.kernels.backend.tornado.lower.OperatorLowering;
import org.cria.kernels.backend.tornado.lower.ProductLowering;
import org.cria.kernels.backend.tornado.lower.Scope;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.format.Formats;
import org.cria.kernels.lab.Laboratory;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * One token times a matrix in Q4_K, in which eight nibbles stay packed in an int until they are multiplied: a word of the matrix is read
 * once, where the kernel in use names it once for each of its values. Other formats, and prompts, go to the kernel in use.
 */
public final class PackedProduct implements DeviceKernel<Lowered.Product> {
    @Override
    public Class<Lowered.Product> operator() {
        return Lowered.Product.class;
    }

    @Override
    public OperatorLowering<Lowered.Product> lowering() {
        return PackedProduct::lower;
    }

    private static void lower(Lowered.Product product, Scope scope, Launches launches) {
        Weight weight = product.product().w();
        if (!scope.phase().decoding() || !weight.format().equals(Formats.Q4_K)) {
            ProductLowering.lower(product, scope, launches);
            return;
        }
        Memory memory = scope.memory();
        DeviceShape shape = scope.shape();
        Vectors vectors = scope.vectors();
        FloatArray x = scope.buffer(
                product.norm().map(Step.RmsNorm::x).orElse(product.product().x()));
        FloatArray out = scope.buffer(
                product.residual().map(Step.Add::sum).orElse(product.product().out()));
        IntArray w = scope.matrix(weight);
        int count = Launches.count(product.product().x());
        int gain = product.norm().map(vectors::start).orElse(-1);
        int bias = product.bias().map(vectors::start).orElse(-1);
        int add = product.residual().isPresent() ? 1 : 0;
        List<Object> reads =
                new ArrayList<>(List.of(memory.pass(), scope.layer(), x, vectors.array(), w, memory.tables()));
        if (add == 1) {
            reads.add(out);
        }
        launches.add(
                "packedProduct",
                Math.ceilDiv(weight.rows(), shape.items() / shape.lanes()),
                shape.items(),
                reads,
                List.of(out),
                (id, g) -> g.task(
                        id,
                        PackedQ4K::multiply,
                        CONTEXT,
                        memory.pass(),
                        scope.layer(),
                        x,
                        vectors.array(),
                        w,
                        memory.tables(),
                        out,
                        count,
                        weight.columns(),
                        weight.rows(),
                        gain,
                        bias,
                        vectors.stride(),
                        add,
                        shape.lanes(),
                        shape.items()));
    }

    public static void main(String[] args) {
        Laboratory.check(new PackedProduct(), System.out);
    }
}

/** The kernel. */
final class PackedQ4K {
    /** Values that share a scale and a minimum. */
    private static final int UNIT = 32;

    private PackedQ4K() {}

    /**
     * {@code lanes} work-items share a row; each takes units in turn: 32 values in 4 words.
     *
     * @param x [1, columns]
     * @param vectors of each layer: gains with an epsilon behind them, biases
     * @param w [layers, rows, columns] Q4_K, packed as {@link org.cria.kernels.backend.tornado.memory.Packing} does
     * @param out [1, rows] overwritten, or added to
     * @param gain where a layer's gains begin in its vectors, -1 without norm
     * @param bias where its biases begin, -1 without
     */
    public static void multiply(
            KernelContext context,
            IntArray pass,
            IntArray layer,
            FloatArray x,
            FloatArray vectors,
            IntArray w,
            FloatArray tables,
            FloatArray out,
            int count,
            int columns,
            int rows,
            int gain,
            int bias,
            int stride,
            int add,
            int lanes,
            int items) {
        float[] shared = context.allocateFloatLocalArray(items);
        int item = context.localIdx;
        int lane = item % lanes;
        int row = context.groupIdx * (items / lanes) + item / lanes;
        int own = layer.get(0) * stride;
        float norm = 1f;
        if (gain >= 0) {
            float square = 0f;
            for (int i = item; i < columns; i += items) {
                square += x.get(i) * x.get(i);
            }
            shared[item] = square;
            context.localBarrier();
            float total = 0f;
            for (int i = 0; i < items; i++) {
                total += shared[i];
            }
            norm = 1f / (float) Math.sqrt(total / columns + vectors.get(own + gain + columns));
            context.localBarrier();
        }
        int units = columns / UNIT;
        int at = (layer.get(0) * rows + Math.min(row, rows - 1)) * Encoded.words(columns, Encoded.Q4_K);
        float sum = 0f;
        for (int unit = lane; unit < units; unit += lanes) {
            float part = 0f;
            float plain = 0f;
            for (int i = 0; i < 4; i++) {
                int word = w.get(at + i * units + unit);
                int lows = word & 0x0F0F0F0F;
                int highs = (word >> 4) & 0x0F0F0F0F;
                for (int m = 0; m < 4; m++) {
                    int c = unit * UNIT + 4 * i + m;
                    float a = weighted(x, c, vectors, own, gain);
                    float b = weighted(x, c + 16, vectors, own, gain);
                    part += (float) ((lows >> (8 * m)) & 15) * a + (float) ((highs >> (8 * m)) & 15) * b;
                    plain += a + b;
                }
            }
            int both = w.get(at + 4 * units + unit / 2) >> ((unit & 1) * 16);
            int factors = w.get(at + 4 * units + units / 2 + unit / 8);
            sum += tables.get(factors & 0xFFFF) * (both & 0xFF) * part;
            sum -= tables.get((factors >> 16) & 0xFFFF) * ((both >> 8) & 0xFF) * plain;
        }
        shared[item] = sum;
        context.localBarrier();
        if (lane == 0 && row < rows && pass.get(count) > 0) {
            float total = 0f;
            for (int i = 0; i < lanes; i++) {
                total += shared[item + i];
            }
            float result = total * norm;
            if (bias >= 0) {
                result += vectors.get(own + bias + row);
            }
            if (add == 1) {
                result += out.get(row);
            }
            out.set(row, result);
        }
    }

    private static float weighted(FloatArray x, int column, FloatArray vectors, int own, int gain) {
        return gain < 0 ? x.get(column) : x.get(column) * vectors.get(own + gain + column);
    }
}
