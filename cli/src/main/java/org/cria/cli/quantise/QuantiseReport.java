package org.cria.cli.quantise;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cria.cli.report.ByteCount;
import org.cria.cli.report.Table;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.quantise.TensorError;

/** What quantising did to each tensor, as a table with a small chart. */
public final class QuantiseReport {
    private static final int BAR = 20;

    private QuantiseReport() {}

    /** A line for each tensor; bars grow with the relative error, the longest being the largest of all. */
    public static String text(List<TensorError> tensors) {
        double largest =
                tensors.stream().mapToDouble(TensorError::relative).max().orElse(0);
        Table table = new Table("TENSOR", "FROM", "TO", ">SIZE", ">MSE", ">RELATIVE", "");
        for (TensorError tensor : tensors) {
            int length = largest == 0 ? 0 : (int) Math.round(BAR * tensor.relative() / largest);
            table.row(
                    tensor.after().name(),
                    tensor.before().format().name(),
                    tensor.after().format().name(),
                    ByteCount.text(tensor.after().bytes()),
                    String.format(Locale.ROOT, "%.3e", tensor.error()),
                    String.format(Locale.ROOT, "%.3e", tensor.relative()),
                    "#".repeat(length));
        }
        return table.text("") + "\n" + summary(tensors);
    }

    private static String summary(List<TensorError> tensors) {
        double values = tensors.stream()
                .map(TensorError::after)
                .mapToDouble(TensorInfo::values)
                .sum();
        double squares = sum(tensors, TensorError::meanSquare);
        double errors = sum(tensors, TensorError::error);
        String worst = tensors.stream()
                .max(Comparator.comparingDouble(TensorError::relative))
                .map(tensor -> tensor.after().name())
                .orElse("none");
        return String.format(
                Locale.ROOT,
                "all tensors: mean square error %.3e, relative %.3e; the largest relative error is in %s%n",
                errors / values,
                squares == 0 ? 0 : errors / squares,
                worst);
    }

    private static double sum(List<TensorError> tensors, ToDoubleFunction<TensorError> mean) {
        return tensors.stream()
                .mapToDouble(
                        tensor -> mean.applyAsDouble(tensor) * tensor.after().values())
                .sum();
    }
}
