package org.cria.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cria.kernels.Count;
import org.cria.kernels.backend.Receipt;
import org.cria.model.Model;

/** What a model's run cost, for people and for programs. */
public final class ReceiptText {
    private ReceiptText() {}

    /** A line for each device. */
    private static List<String> lines(Model model) {
        return model.receipt().parts().stream()
                .map(part -> line(part, model.bandwidth(part.device())))
                .toList();
    }

    /** Prints these lines to stderr. */
    public static void print(Model model) {
        lines(model).forEach(line -> System.err.println("receipt: " + line));
    }

    static String line(Receipt.Account part, OptionalDouble bandwidth) {
        List<String> parts = new ArrayList<>();
        if (part.prompt().rows() > 0) {
            parts.add("prompt " + work(part.prompt()));
        }
        if (part.text().rows() > 0) {
            parts.add("text " + work(part.text()));
        }
        if (part.start().uploadBytes() > 0) {
            parts.add("graphs made in " + seconds(part.start().planNanos()) + ", upload "
                    + bytes(part.start().uploadBytes()) + " in "
                    + seconds(part.start().uploadNanos()) + ", first runs, which compile, "
                    + seconds(part.start().compileNanos()));
        }
        if (part.text().rows() > 0) {
            double rate = rate(part);
            String share = bandwidth.isEmpty()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            ", %.0f %% of the device's measured %s/s",
                            100 * rate / bandwidth.getAsDouble(),
                            bytes(Math.round(bandwidth.getAsDouble())));
            parts.add("a token reads " + bytes(part.tokenBytes()) + " of weights, that is " + bytes(Math.round(rate))
                    + "/s" + share);
        }
        return part.device() + (part.kernels().isEmpty() ? "" : ", own kernel " + part.kernels()) + ": "
                + String.join("; ", parts);
    }

    /** Bytes of weights per second while text was written. */
    private static double rate(Receipt.Account part) {
        return part.tokenBytes() / part.text().tokenNanos() * 1e9;
    }

    private static String work(Receipt.Work work) {
        String each = work.launches() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (per token %.1f launches, %s in, %s out)",
                        (double) work.launches() / work.rows(),
                        bytes(work.bytesIn() / work.rows()),
                        bytes(work.bytesOut() / work.rows()));
        return Count.of(work.rows(), "token") + " in " + seconds(work.nanos() - work.startNanos()) + each;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    private static String bytes(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        if (bytes < 10_000_000) {
            return String.format(Locale.ROOT, "%.1f KB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** An object for each device. */
    static void into(ArrayNode array, Model model) {
        for (Receipt.Account part : model.receipt().parts()) {
            ObjectNode object = array.addObject().put("device", part.device());
            into(object.putObject("prompt"), part.prompt());
            into(object.putObject("text"), part.text());
            object.put("plan_ms", part.start().planNanos() / 1e6)
                    .put("start_launches", part.start().launches())
                    .put("upload_bytes", part.start().uploadBytes())
                    .put("upload_ms", part.start().uploadNanos() / 1e6)
                    .put("compile_ms", part.start().compileNanos() / 1e6)
                    .put("token_weight_bytes", part.tokenBytes());
            if (!part.kernels().isEmpty()) {
                object.put("own_kernel", part.kernels());
            }
            if (part.text().rows() > 0) {
                object.put("weight_bytes_per_second", rate(part));
            }
            model.bandwidth(part.device()).ifPresent(bandwidth -> object.put("measured_bytes_per_second", bandwidth));
        }
    }

    private static void into(ObjectNode object, Receipt.Work work) {
        object.put("tokens", work.rows())
                .put("ms", work.nanos() / 1e6)
                .put("start_ms", work.startNanos() / 1e6)
                .put("launches", work.launches())
                .put("bytes_in", work.bytesIn())
                .put("bytes_out", work.bytesOut());
    }
}
