package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;

/** Stores and attention over several sequences, whose cells lie in no order and on several pages. */
final class AttentionCases {
    private static final int[][] HEADS = {{8, 4}, {4, 4}, {6, 1}};
    private static final int[] HEAD_DIMS = {8, 64, 80};
    private static final int CELLS = 700;

    private AttentionCases() {}

    /** The format for keys, values or both. */
    static List<ContractCase> attention(Format format) {
        List<ContractCase> cases = new ArrayList<>();
        for (int[] heads : HEADS) {
            for (int dims : HEAD_DIMS) {
                if (heads[1] * dims % format.blockValues() == 0) {
                    cases.add(attention(heads[0], heads[1], dims, format, format, cases.size()));
                }
            }
        }
        cases.add(attention(8, 4, 8, Formats.F32, format, 1));
        for (int window : new int[] {1, 7, 64}) {
            cases.add(attention(window == 7 ? 2 : 0, window, format));
        }
        cases.add(attention(1.5f, 0, format));
        cases.add(attention(8, 4, 8, format, Formats.F16, 2));
        return cases;
    }

    private static ContractCase attention(float softCap, int window, Format format) {
        return new ContractCase(
                "window of " + window + ", cap " + softCap + ", " + format.name(),
                program(6, 2, 32, 0.2f, softCap, window),
                ContractCases.settings(window, format, format),
                CELLS,
                conversations(window));
    }

    private static ContractCase attention(int heads, int kvHeads, int dims, Format keys, Format values, int variant) {
        String name = heads + "/" + kvHeads + " heads of " + dims + ", " + keys.name() + " keys, " + values.name()
                + " values";
        Program program = program(heads, kvHeads, dims, (float) (1 / Math.sqrt(dims)), 0, 0);
        return new ContractCase(
                name, program, ContractCases.settings(variant, keys, values), CELLS, conversations(dims));
    }

    /** Tokens that see themselves only: what comes out is the value as it was stored. */
    static List<ContractCase> stores(Format format) {
        List<ContractCase> cases = new ArrayList<>();
        for (int dims : new int[] {32, 96, 160}) {
            BatchBuilder builder = new BatchBuilder(OneStep.VOCABULARY, CELLS, dims);
            List<Batch> batches = new ArrayList<>();
            for (int rows : new int[] {1, 2, 5, 37}) {
                for (int i = 0; i < rows; i++) {
                    builder.row(builder.sequence(1), true);
                }
                batches.add(builder.build(rows % 2 == 0 ? Phase.DECODE : Phase.PREFILL));
            }
            cases.add(new ContractCase(
                    "rows of " + dims,
                    program(1, 1, dims, 1, 0, 0),
                    ContractCases.settings(cases.size(), format, format),
                    CELLS,
                    batches));
        }
        return cases;
    }

    /** Two layers, so that a cache that mixes layers up shows. */
    private static Program program(int heads, int kvHeads, int dims, float scale, float softCap, int window) {
        OneStep build = new OneStep(new RandomWeights(1000L * heads + dims), false);
        build.cache(new KvShape(2, kvHeads, dims));
        Buffer out = Buffer.ofTokens("out", heads * dims);
        Buffer sum = Buffer.ofTokens("sum", heads * dims);
        for (int layer = 0; layer < 2; layer++) {
            Buffer q = build.input("q" + layer, heads * dims);
            Buffer k = build.input("k" + layer, kvHeads * dims);
            Buffer v = build.input("v" + layer, kvHeads * dims);
            build.step(new Step.StoreKv(layer, k, v));
            Buffer to = layer == 0 ? sum : out;
            build.step(new Step.Attend(layer, q, heads, kvHeads, scale, softCap, window, to));
        }
        build.step(new Step.Add(out, sum));
        return build.program(sum);
    }

    private static List<Batch> conversations(long seed) {
        BatchBuilder builder = new BatchBuilder(OneStep.VOCABULARY, CELLS, seed);
        int first = builder.sequence(80);
        int second = builder.sequence(80);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 37; i++) {
            builder.row(i % 2 == 0 ? first : second, i % 3 != 1);
        }
        batches.add(builder.build(Phase.PREFILL));
        batches.add(builder.row(second, true).row(first, true).build(Phase.DECODE));
        int fork = builder.fork(first, 20);
        batches.add(builder.rows(fork, 5, true).build(Phase.PREFILL));
        batches.add(builder.row(first, true).build(Phase.PREFILL));
        int third = builder.sequence(10);
        int fourth = builder.sequence(10);
        builder.row(fourth, true)
                .row(first, false)
                .row(fork, true)
                .row(third, true)
                .row(second, true);
        batches.add(builder.build(Phase.DECODE));
        batches.add(builder.row(fork, true).build(Phase.DECODE));
        return batches;
    }
}
