package org.cria.cli.portable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** What the check has found, as Markdown. */
final class PortableReport {
    private final StringBuilder text = new StringBuilder();

    private PortableReport() {}

    /** Whether the device says what the CPU says, everywhere. */
    static boolean isRight(ObjectNode report) {
        JsonNode golden = report.path("golden");
        return !differs(report)
                && !golden.has("problem")
                && golden.path("prompts").asInt() > 0
                && report.path("operators").path("right").asBoolean();
    }

    /** Whether it says something else somewhere, as far as the check came. */
    private static boolean differs(ObjectNode report) {
        JsonNode golden = report.path("golden");
        JsonNode right = report.path("operators").path("right");
        return golden.path("as_the_cpu").asInt() != golden.path("prompts").asInt()
                || golden.path("again_the_same").asInt() != golden.path("again").asInt()
                || (right.isBoolean() && !right.asBoolean());
    }

    /** In a sentence. */
    static String verdict(ObjectNode report) {
        if (!report.has("device")) {
            return report.path("problem").asText("Nothing was found.");
        }
        String device = report.path("device").asText();
        if (isRight(report)) {
            return device + " computes what the CPU does.";
        }
        return differs(report)
                ? device + " does not compute what the CPU does."
                : device + " computes what the CPU does as far as the check came, which is not to its end.";
    }

    static String of(ObjectNode report) {
        PortableReport made = new PortableReport();
        made.head(report);
        if (report.has("device")) {
            made.right(report);
            made.speed(report.path("models"));
            made.kernels(report.path("models"));
        }
        return made.text.toString();
    }

    private void head(ObjectNode report) {
        line(String.format(Locale.ROOT, "# Cria on %s", report.path("device").asText("this machine")));
        line("");
        line(verdict(report));
        line("");
        row("", "");
        row("---", "---");
        row("version", report.path("cria").asText());
        row(
                "when",
                report.path("time").asText()
                        + String.format(
                                Locale.ROOT, ", %.0f s", report.path("seconds").asDouble()));
        row(
                "system",
                report.path("system").asText() + ", " + report.path("processor").asText());
        row("TornadoVM", report.path("tornadovm").asText());
        for (JsonNode note : report.path("notes")) {
            row("drivers", note.asText());
        }
        line("");
        line("## Devices");
        line("");
        problem(report.path("devices"));
        row("name", "kind", "device", "driver", "memory", "GB/s in Q8_0", "µs a launch");
        row("---", "---", "---", "---", "---:", "---:", "---:");
        for (JsonNode each : report.path("devices").path("devices")) {
            row(
                    each.path("name").asText(),
                    each.path("kind").asText(),
                    each.path("device").asText(),
                    each.path("platform").asText() + " " + each.path("driver").asText(),
                    String.format(
                            Locale.ROOT, "%.1f GiB", each.path("memory_bytes").asDouble() / (1 << 30)),
                    number(each, "gigabytes_per_second", "%.1f"),
                    number(each, "launch_microseconds", "%.0f"));
        }
        line("");
    }

    private void right(ObjectNode report) {
        JsonNode golden = report.path("golden");
        line("## Is it right?");
        line("");
        problem("Answers: ", golden);
        if (golden.has("prompts")) {
            line(String.format(
                    Locale.ROOT,
                    "Of %d prompts to a trained model, the device answers %d with the CPU's tokens, %d with llama.cpp's (the CPU, of all: %d). Of"
                            + " %d asked a second time, it answers %d the same.",
                    golden.path("prompts").asInt(),
                    golden.path("as_the_cpu").asInt(),
                    golden.path("as_llama_cpp").asInt(),
                    golden.path("cpu_as_llama_cpp").asInt(),
                    golden.path("again").asInt(),
                    golden.path("again_the_same").asInt()));
            line("");
        }
        problem("Operators: ", report.path("operators"));
        if (report.path("operators").has("text")) {
            line("```");
            text.append(report.path("operators").path("text").asText());
            line("```");
            line("");
        }
        for (JsonNode model : report.path("models")) {
            JsonNode shapes = model.path("shapes");
            if (shapes.has("right")) {
                line(String.format(
                        Locale.ROOT,
                        "TinyLlama's shapes in %s pass the self-test of first use, in %.0f s.",
                        model.path("format").asText(),
                        shapes.path("seconds").asDouble()));
                shapes.path("notes").forEach(note -> line(note.asText()));
            } else if (shapes.has("problem")) {
                line(String.format(
                        Locale.ROOT,
                        "TinyLlama's shapes in %s: %s.",
                        model.path("format").asText(),
                        shapes.path("problem").asText()));
            } else {
                continue;
            }
            line("");
        }
    }

    private void speed(JsonNode models) {
        line("## A model of TinyLlama's shape, of random weights");
        line("");
        row(
                "format",
                "file",
                "decode, tok/s",
                "prefill, tok/s",
                "launches a token",
                "GB/s",
                "share of memory's speed",
                "compiled in",
                "open in");
        row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:", "---:");
        for (JsonNode model : models) {
            JsonNode speed = model.path("speed");
            double rate = speed.path("bytes_per_token").asDouble()
                    * speed.path("decode").path("tokens_per_second").asDouble();
            double roof = model.path("kernels").path("bytes_per_second").asDouble();
            row(
                    model.path("format").asText(),
                    String.format(Locale.ROOT, "%.0f MB", model.path("bytes").asDouble() / 1e6),
                    speedText(speed.path("decode")),
                    speedText(speed.path("prefill")),
                    number(speed, "launches_per_token", "%.1f"),
                    rate > 0 ? String.format(Locale.ROOT, "%.1f", rate / 1e9) : "-",
                    rate > 0 && roof > 0 ? String.format(Locale.ROOT, "%.0f %%", 100 * rate / roof) : "-",
                    number(speed, "compile_seconds", "%.1f s"),
                    number(speed, "open_seconds", "%.1f s"));
        }
        line("");
        for (JsonNode model : models) {
            problem(model);
            problem("Speed in " + model.path("format").asText() + ": ", model.path("speed"));
        }
    }

    private void kernels(JsonNode models) {
        for (JsonNode model : models) {
            JsonNode kernels = model.path("kernels");
            if (kernels.isMissingNode()) {
                continue;
            }
            double roof = kernels.path("bytes_per_second").asDouble();
            line(String.format(
                    Locale.ROOT, "## Kernels of %s", model.path("format").asText()));
            line("");
            problem(kernels);
            if (!kernels.has("bytes_per_second")) {
                continue;
            }
            line(String.format(
                    Locale.ROOT,
                    "The device reads %.1f GB/s from its memory, and a launch that does nothing takes %.1f µs. A share is the time that the bytes"
                            + " need at that speed, of the time that the kernel takes.",
                    roof / 1e9,
                    kernels.path("launch_nanos").asDouble() / 1e3));
            line("");
            row("phase", "operator", "layers", "launches", "µs", "of its phase", "GB/s", "share", "GFLOP/s");
            row("---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:");
            for (JsonNode each : kernels.path("operators")) {
                double nanos = Math.max(1, each.path("nanos").asDouble());
                row(
                        each.path("phase").asText(),
                        each.path("operator").asText().replace("|", "\\|"),
                        each.path("layers").asText(),
                        each.path("launches").asText(),
                        String.format(Locale.ROOT, "%.1f", nanos / 1e3),
                        String.format(
                                Locale.ROOT, "%.0f %%", 100 * each.path("share").asDouble()),
                        String.format(Locale.ROOT, "%.1f", each.path("bytes").asDouble() / nanos),
                        roof > 0
                                ? String.format(
                                        Locale.ROOT,
                                        "%.0f %%",
                                        100 * each.path("bytes").asDouble() / nanos / (roof / 1e9))
                                : "-",
                        String.format(
                                Locale.ROOT, "%.1f", each.path("operations").asDouble() / nanos));
            }
            line("");
        }
    }

    /** A part that did not come to its end says so. */
    private void problem(JsonNode part) {
        problem("", part);
    }

    private void problem(String what, JsonNode part) {
        if (part.has("problem")) {
            line(String.format(
                    Locale.ROOT, "**%s%s**", what, part.path("problem").asText()));
            line("");
        }
        if (part.has("log")) {
            line("```");
            line(part.path("log").asText());
            line("```");
            line("");
        }
    }

    private static String speedText(JsonNode speed) {
        return speed.has("tokens_per_second")
                ? String.format(
                        Locale.ROOT,
                        "%.1f ± %.1f (%d)",
                        speed.path("tokens_per_second").asDouble(),
                        speed.path("deviation").asDouble(),
                        speed.path("tokens").asInt())
                : "-";
    }

    private static String number(JsonNode object, String name, String pattern) {
        return object.has(name)
                ? String.format(Locale.ROOT, pattern, object.path(name).asDouble())
                : "-";
    }

    private void row(String... cells) {
        line(String.format(Locale.ROOT, "| %s |", String.join(" | ", cells)));
    }

    private void line(String all) {
        text.append(all).append('\n');
    }
}
