package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.KvShape;
import org.cria.kernels.program.Pointwise;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** The cases of each cell of the matrix: odd shapes, one token to many, all rows wanted or some. */
final class ContractCases {
    private static final int[] WEIGHT_ROWS = {1, 3, 17};
    private static final int[] TOKENS = {1, 2, 5, 37};

    /** Without blocks: a tail at every vector width. A gated row of 1,500 is split between threads. */
    static final int[] COLUMNS = {1, 8, 33, 100, 1500};

    private ContractCases() {}

    static List<ContractCase> of(Cell cell) {
        Format format = cell.format();
        return switch (cell.step().getSimpleName()) {
            case "Embed" -> embed(format);
            case "Given" -> given();
            case "MatMul" -> products(format);
            case "RmsNorm" -> norms(format);
            case "AddBias" -> biases(format);
            case "SwiGlu" -> PointwiseCases.gates(Step.SwiGlu::new);
            case "GeGlu" -> PointwiseCases.gates(Pointwise.GeGlu::new);
            case "Route", "Product", "Blend" -> ExpertCases.of(format);
            case "Scale" -> PointwiseCases.changes(x -> new Pointwise.Scale(x, -0.37f));
            case "Strengthen" -> StrengthenCases.all();
            case "SoftCap" -> PointwiseCases.changes(x -> new Pointwise.SoftCap(x, 0.8f));
            case "Add" -> sums();
            case "SelectOutputs" -> selections();
            case "Rope" -> RopeCases.all();
            case "Attend" -> AttentionCases.attention(format);
            case "StoreKv" -> AttentionCases.stores(format);
            default -> throw new AssertionError("write the cases of " + cell.step());
        };
    }

    private static List<ContractCase> embed(Format format) {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : columns(format)) {
            Weight table = new RandomWeights(columns).of(format, "table", OneStep.VOCABULARY, columns);
            Buffer x = Buffer.ofTokens("x", columns);
            Buffer logits = Buffer.ofOutputs("logits", columns);
            Program program = new Program(
                    List.of(new Step.Embed(table, x)),
                    List.of(),
                    List.of(new Step.SelectOutputs(x, logits)),
                    logits,
                    new KvShape(1, 1, 32));
            cases.add(plain("[13, " + columns + "]", program, columns));
        }
        return cases;
    }

    private static List<ContractCase> given() {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : COLUMNS) {
            Buffer x = Buffer.ofTokens("x", columns);
            Buffer logits = Buffer.ofOutputs("logits", columns);
            Program program = new Program(
                    List.of(new Step.Given(x)),
                    List.of(),
                    List.of(new Step.SelectOutputs(x, logits)),
                    logits,
                    new KvShape(1, 1, 32));
            List<Batch> batches = plainBatches().stream()
                    .map(batch -> BatchBuilder.given(batch, columns, new Random(columns)))
                    .toList();
            cases.add(new ContractCase(
                    columns + " columns", program, settings(columns, Formats.F32, Formats.F32), 1, batches));
        }
        return cases;
    }

    private static List<ContractCase> products(Format format) {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : columns(format)) {
            for (int rows : WEIGHT_ROWS) {
                boolean selectsFirst = cases.size() % 2 == 1;
                RandomWeights weights = new RandomWeights(31L * columns + rows);
                OneStep build = new OneStep(weights, selectsFirst);
                Buffer x = build.input("x", columns);
                Buffer out = build.result(rows);
                build.step(new Step.MatMul(weights.scaled(format, "w", rows, columns), x, out));
                cases.add(plain("[" + rows + ", " + columns + "]", build.program(out), cases.size()));
            }
        }
        return cases;
    }

    private static List<ContractCase> norms(Format format) {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : columns(format)) {
            for (boolean inPlace : new boolean[] {false, true}) {
                RandomWeights weights = new RandomWeights(columns);
                OneStep build = new OneStep(weights, inPlace);
                Buffer x = build.input("x", columns);
                Buffer out = inPlace ? x : build.result(columns);
                build.step(new Step.RmsNorm(x, weights.of(format, "gain", 1, columns), inPlace ? 0.1f : 1e-5f, out));
                cases.add(plain(columns + (inPlace ? " in place" : ""), build.program(out), cases.size()));
            }
            cases.add(groupedNorm(format, columns, cases.size()));
        }
        cases.add(groupedNormBeforeAProduct(8, false));
        cases.add(groupedNormBeforeAProduct(33, true));
        return cases;
    }

    /** Each third of a row by itself. */
    private static ContractCase groupedNorm(Format format, int values, int variant) {
        boolean inPlace = variant % 2 == 0;
        RandomWeights weights = new RandomWeights(values);
        OneStep build = new OneStep(weights, inPlace);
        Buffer x = build.input("x", 3 * values);
        Buffer out = inPlace ? x : build.result(3 * values);
        build.step(new Step.RmsNorm(x, weights.of(format, "gain", 1, values), 1e-5f, out));
        return plain("3 × " + values + (inPlace ? " in place" : ""), build.program(out), variant);
    }

    /** As {@link #groupedNorm}, read by a product: a norm of whole rows may go into that. */
    private static ContractCase groupedNormBeforeAProduct(int values, boolean inPlace) {
        RandomWeights weights = new RandomWeights(values);
        OneStep build = new OneStep(weights, inPlace);
        Buffer x = build.input("x", 3 * values);
        Buffer normed = inPlace ? x : build.between("normed", 3 * values);
        Buffer out = build.result(5);
        build.step(new Step.RmsNorm(x, weights.of(Formats.F32, "gain", 1, values), 1e-5f, normed));
        build.step(new Step.MatMul(weights.scaled(Formats.F32, "w", 5, 3 * values), normed, out));
        return plain("3 × " + values + " before a product", build.program(out), values);
    }

    private static List<ContractCase> biases(Format format) {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : columns(format)) {
            RandomWeights weights = new RandomWeights(columns);
            OneStep build = new OneStep(weights, cases.size() % 2 == 1);
            Buffer x = build.input("x", columns);
            build.step(new Step.AddBias(weights.of(format, "bias", 1, columns), x));
            cases.add(plain(columns + " columns", build.program(x), cases.size()));
        }
        return cases;
    }

    private static List<ContractCase> sums() {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : COLUMNS) {
            OneStep build = new OneStep(new RandomWeights(columns), cases.size() % 2 == 1);
            Buffer x = build.input("x", columns);
            Buffer sum = build.input("sum", columns);
            build.step(new Step.Add(x, sum));
            cases.add(plain(columns + " columns", build.program(sum), cases.size()));
        }
        return cases;
    }

    private static List<ContractCase> selections() {
        List<ContractCase> cases = new ArrayList<>();
        for (int columns : COLUMNS) {
            OneStep build = new OneStep(new RandomWeights(columns), false);
            cases.add(plain(columns + " columns", build.program(build.input("x", columns)), cases.size()));
        }
        return cases;
    }

    static ContractCase plain(String name, Program program, int variant) {
        return new ContractCase(name, program, settings(variant, Formats.F32, Formats.F32), 1, plainBatches());
    }

    /** One thread or several in turn. */
    static Settings settings(int variant, Format keys, Format values) {
        return new Settings(1 + variant % 3, 64, keys, values);
    }

    /** Every number of tokens, as a prompt's part and as the newest of as many sequences; every third row wants nothing. */
    static List<Batch> plainBatches() {
        BatchBuilder builder = new BatchBuilder(OneStep.VOCABULARY, 300, 3);
        int prompt = builder.sequence(60);
        int[] others = new int[37];
        for (int i = 0; i < others.length; i++) {
            others[i] = builder.sequence(4);
        }
        List<Batch> batches = new ArrayList<>();
        for (int tokens : TOKENS) {
            for (int row = 0; row < tokens; row++) {
                builder.row(prompt, row % 3 != 1);
            }
            batches.add(builder.build(Phase.PREFILL));
        }
        for (int tokens : TOKENS) {
            for (int row = 0; row < tokens; row++) {
                builder.row(others[row], tokens != 5 || row % 3 != 1);
            }
            batches.add(builder.build(Phase.DECODE));
        }
        return batches;
    }

    /** One block, three and five; where values stand alone a tail at every vector width. */
    static int[] columns(Format format) {
        int block = format.blockValues();
        return block > 1 ? new int[] {block, 3 * block, 5 * block} : new int[] {1, 8, 33, 100};
    }
}
