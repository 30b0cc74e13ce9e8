package org.cria.model.quantise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cria.kernels.Control;
import org.cria.kernels.Explanation;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.TensorInfo;

/** Which format each tensor of a file gets. */
public final class QuantisePlan {
    private static final Control REQUANTISE = new Control("allow requantize");

    private static final Pattern LAYER = Pattern.compile("^blk\\.(\\d+)\\.");

    /** llama.cpp's: by layer, those of none first, then by name. */
    private static final Comparator<TensorInfo> ORDER =
            Comparator.comparingInt(QuantisePlan::layer).thenComparing(TensorInfo::name);

    private final Gguf source;
    private final QuantiseOptions options;
    private final List<PlannedTensor> tensors;
    private final boolean same;

    private QuantisePlan(Gguf source, QuantiseOptions options, List<PlannedTensor> tensors, boolean same) {
        this.source = source;
        this.options = options;
        this.tensors = List.copyOf(tensors);
        this.same = same;
    }

    /**
     * Leaves every tensor in its format.
     *
     * @param threads that work where values are changed
     */
    public static QuantisePlan same(Gguf source, int threads) {
        List<PlannedTensor> tensors = source.tensors().values().stream()
                .map(tensor -> new PlannedTensor(tensor, tensor.format(), Optional.empty()))
                .toList();
        return new QuantisePlan(source, QuantiseOptions.of(Mixture.F32).withThreads(threads), tensors, true);
    }

    /** This plan with one tensor more, whose data are in the same file. */
    public QuantisePlan with(PlannedTensor more) {
        List<PlannedTensor> all = new ArrayList<>(tensors);
        all.add(more);
        return new QuantisePlan(source, options, all, same);
    }

    /** Whether every tensor stays in its format. */
    boolean isSame() {
        return same;
    }

    /**
     * Plans a file's formats.
     *
     * @throws GgufException if a tensor cannot be encoded anew, or would need the importance of its columns
     */
    public static QuantisePlan of(Gguf source, QuantiseOptions options) {
        List<TensorInfo> ordered =
                source.tensors().values().stream().sorted(ORDER).toList();
        boolean tied = ordered.stream().noneMatch(tensor -> TensorRole.of(tensor.name()) == TensorRole.OUTPUT);
        int values = (int) ordered.stream()
                .filter(tensor -> TensorRole.of(tensor.name()).isValue())
                .count();
        FormatChoice choice = new FormatChoice(
                options.mixture(),
                ModelShape.of(source.metadata()),
                tied,
                options.importance().isPresent(),
                values);
        List<PlannedTensor> tensors = new ArrayList<>();
        for (TensorInfo tensor : ordered) {
            PlannedTensor planned = planned(tensor, choice, options, tied);
            check(source, planned, options);
            tensors.add(planned);
        }
        return new QuantisePlan(source, options, tensors, false);
    }

    public Gguf source() {
        return source;
    }

    public QuantiseOptions options() {
        return options;
    }

    /** In the order of the new file. */
    public List<PlannedTensor> tensors() {
        return tensors;
    }

    private static PlannedTensor planned(
            TensorInfo tensor, FormatChoice choice, QuantiseOptions options, boolean tied) {
        TensorRole role = TensorRole.of(tensor.name());
        if (rank(tensor) < 2
                || !TensorRole.mayBeQuantised(tensor.name())
                || (options.keepOutput() && role == TensorRole.OUTPUT)) {
            return new PlannedTensor(tensor, tensor.format(), Optional.empty());
        }
        Optional<Format> named = named(role, options);
        if (named.isPresent()) {
            return fitting(tensor, named.get());
        }
        if (!options.mixture().isQuantised()) {
            return new PlannedTensor(tensor, options.mixture().format(), Optional.empty());
        }
        for (FormatRule rule : options.rules()) {
            if (rule.fits(tensor.name())) {
                return fitting(tensor, rule.format());
            }
        }
        if (options.pure()) {
            return fitting(tensor, options.mixture().format());
        }
        if (tied && role == TensorRole.TOKEN_EMBEDDING && options.output().isPresent()) {
            return fitting(tensor, options.output().get());
        }
        return fitting(
                tensor, choice.next(tensor.name(), role, tensor.dimensions().getFirst()));
    }

    private static Optional<Format> named(TensorRole role, QuantiseOptions options) {
        return switch (role) {
            case TOKEN_EMBEDDING -> options.tokenEmbedding();
            case OUTPUT -> options.output();
            case ATTENTION_QKV, ATTENTION_V, ATTENTION_K, ATTENTION_OUTPUT, FFN_DOWN, OTHER -> Optional.empty();
        };
    }

    /** A format with blocks of 256 gives way to one of 32 where rows are not whole blocks, and that to F16. */
    private static PlannedTensor fitting(TensorInfo tensor, Format wanted) {
        long columns = tensor.dimensions().getFirst();
        if (columns % wanted.blockValues() == 0) {
            return new PlannedTensor(tensor, wanted, Optional.empty());
        }
        Format smaller = switch (wanted.name()) {
            case "IQ4_XS" -> Formats.IQ4_NL;
            case "Q2_K", "Q3_K" -> Formats.Q4_0;
            case "Q4_K" -> Formats.Q5_0;
            case "Q5_K" -> Formats.Q5_1;
            case "Q6_K" -> Formats.Q8_0;
            default -> Formats.F16;
        };
        Format fits = columns % smaller.blockValues() == 0 ? smaller : Formats.F16;
        return new PlannedTensor(tensor, fits, Optional.of(wanted));
    }

    private static void check(Gguf source, PlannedTensor planned, QuantiseOptions options) {
        TensorInfo tensor = planned.tensor();
        if (!planned.changes()) {
            return;
        }
        if (Formats.byGgmlType(tensor.format().ggmlType()).isEmpty()) {
            throw new GgufException(
                    source.place(),
                    "tensor '" + tensor.name() + "' has the format "
                            + tensor.format().name() + ", which Cria cannot read",
                    "one of " + Formats.names(),
                    "Quantise the model's file in F16, BF16 or F32.");
        }
        if (tensor.format().blockValues() > 1 && !options.requantise()) {
            throw new GgufException(Explanation.of(
                    source.place() + ": tensor '" + tensor.name() + "' is quantised already, in "
                            + tensor.format().name()
                            + ", expected F32, F16 or BF16. Take the model's file in one of these; or allow it",
                    REQUANTISE.how(),
                    ", which makes the model worse."));
        }
        boolean blind = options.importance()
                .filter(importance -> importance.of(tensor.name()).isPresent())
                .isEmpty();
        TensorRole role = TensorRole.of(tensor.name());
        boolean spared = role == TensorRole.OUTPUT || role == TensorRole.TOKEN_EMBEDDING;
        if (options.mixture() == Mixture.Q2_K_S && planned.format().equals(Formats.Q2_K) && blind && !spared) {
            throw new GgufException(
                    source.place(),
                    "nothing is known of the importance of columns of tensor '" + tensor.name() + "'",
                    "an importance matrix that has it, since Q2_K_S is useless without",
                    "Gather one, or choose Q2_K.");
        }
    }

    /** Dimensions without trailing ones. */
    private static int rank(TensorInfo tensor) {
        int rank = tensor.dimensions().size();
        while (rank > 1 && tensor.dimensions().get(rank - 1) == 1) {
            rank--;
        }
        return rank;
    }

    private static int layer(TensorInfo tensor) {
        Matcher matcher = LAYER.matcher(tensor.name());
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
