import static org.cria.kernels.backend.tornado.lower.Launches.CONTEXT;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.tornado.device.DeviceShape;
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
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/**
 * One token times a matrix in Q4_K, in which four nibbles stay packed in an int until they are multiplied: a word of the matrix is read
 * once, where the kernel in use reads it once for its low nibbles and once for its high ones. Other formats, and prompts, go to the
 * kernel in use.
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
        ShortArray w = scope.matrix(weight);
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
    /** Words of a block: scale, minimum, 12 bytes of scales and minima, 128 bytes of nibbles. */
    private static final int WORDS = 72;

    private PackedQ4K() {}

    /**
     * {@code lanes} work-items share a row; each takes pairs of groups in turn: 64 values in 16 words.
     *
     * @param x [1, columns]
     * @param vectors of each layer: gains with an epsilon behind them, biases
     * @param w [layers, rows, columns] Q4_K
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
            ShortArray w,
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
        int first = (layer.get(0) * rows + Math.min(row, rows - 1)) * (columns / 256 * WORDS);
        float sum = 0f;
        for (int pair = lane; pair < columns / 64; pair += lanes) {
            int block = first + (pair >> 2) * WORDS;
            int group = (pair & 3) * 2;
            float scale = tables.get(w.get(block) & 0xFFFF);
            float minimum = tables.get(w.get(block + 1) & 0xFFFF);
            float low = 0f;
            float high = 0f;
            float lowPlain = 0f;
            float highPlain = 0f;
            for (int i = 0; i < 16; i++) {
                int word = w.get(block + 8 + (pair & 3) * 16 + i);
                int lows = word & 0x0F0F;
                int highs = (word >> 4) & 0x0F0F;
                int c = pair * 64 + 2 * i;
                float a = weighted(x, c, vectors, own, gain);
                float b = weighted(x, c + 1, vectors, own, gain);
                float d = weighted(x, c + 32, vectors, own, gain);
                float e = weighted(x, c + 33, vectors, own, gain);
                low += (float) (lows & 0xFF) * a + (float) (lows >> 8) * b;
                high += (float) (highs & 0xFF) * d + (float) (highs >> 8) * e;
                lowPlain += a + b;
                highPlain += d + e;
            }
            sum += scale * (scaleOf(w, block + 2, group) * low + scaleOf(w, block + 2, group + 1) * high);
            sum -= minimum
                    * (minimumOf(w, block + 2, group) * lowPlain + minimumOf(w, block + 2, group + 1) * highPlain);
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

    private static int unsigned(ShortArray w, int at, int index) {
        return (w.get(at + (index >> 1)) >> ((index & 1) * 8)) & 0xFF;
    }

    private static int scaleOf(ShortArray w, int at, int group) {
        return group < 4
                ? unsigned(w, at, group) & 63
                : (unsigned(w, at, group + 4) & 15) | ((unsigned(w, at, group - 4) >> 6) << 4);
    }

    private static int minimumOf(ShortArray w, int at, int group) {
        return group < 4
                ? unsigned(w, at, group + 4) & 63
                : (unsigned(w, at, group + 4) >> 4) | ((unsigned(w, at, group) >> 6) << 4);
    }
}
