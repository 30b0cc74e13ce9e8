package org.cria.cli.inspect;

import java.util.Locale;
import org.cria.cli.report.ByteCount;
import org.cria.cli.report.Table;
import org.cria.kernels.Count;
import org.cria.model.MemoryPlan;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.Printable;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.inspect.FileSummary;
import org.cria.model.inspect.FormatShare;
import org.cria.model.inspect.TensorGroup;

/** What {@code cria inspect} prints for people: what they most want to know first. */
public final class InspectText {
    private static final String INDENT = "  ";

    private final Inspection inspection;
    private final Gguf gguf;
    private final boolean everyTensor;

    public InspectText(Inspection inspection, boolean everyTensor) {
        this.inspection = inspection;
        this.gguf = inspection.gguf();
        this.everyTensor = everyTensor;
    }

    public String text() {
        return summary() + memory() + formats() + template() + tensors() + metadata();
    }

    private String summary() {
        FileSummary file = inspection.summary();
        Table table = new Table("", "");
        table.row(
                "file",
                Printable.clean(gguf.file().toString(), 4096) + " (" + ByteCount.text(gguf.fileBytes()) + ", GGUF "
                        + gguf.version() + ")");
        table.row("model", file.modelType());
        table.row("parameters", file.parametersText() + " in " + file.sizeText());
        FileSummary.contextLength(gguf).ifPresent(context -> table.row("context", Count.of(context, "token")));
        table.row("runs here", inspection.obstacle().isEmpty() ? "yes" : "no: " + inspection.obstacle());
        return table.text("");
    }

    private String memory() {
        return inspection.memory().map(InspectText::memory).orElse("");
    }

    private static String memory(MemoryPlan plan) {
        Table table = new Table("", ">");
        table.row("weights", ByteCount.text(plan.weightBytes()));
        table.row("KV cache", ByteCount.text(plan.cacheBytes()));
        table.row("activations", ByteCount.text(plan.activationBytes()));
        table.row("in all, with the JVM", ByteCount.text(plan.totalBytes()));
        String window = plan.windowTokens().isEmpty()
                ? ""
                : INDENT + "layers with a window keep the last "
                        + Count.of(plan.windowTokens().getAsInt(), "token") + ": window and batch (-b)\n";
        return "\nmemory for " + Count.of(plan.contextSize(), "token") + " of context (-c)\n" + table.text(INDENT)
                + window;
    }

    private String formats() {
        Table table = new Table("format", ">tensors", ">parameters", ">size", ">share");
        long all = Math.max(1, inspection.summary().tensorBytes());
        for (FormatShare share : inspection.summary().formats()) {
            table.row(
                    share.format().name(),
                    String.valueOf(share.tensors()),
                    String.valueOf(share.parameters()),
                    ByteCount.text(share.bytes()),
                    String.format(Locale.ROOT, "%.1f %%", 100.0 * share.bytes() / all));
        }
        return inspection.summary().formats().isEmpty() ? "" : "\nformats\n" + table.text(INDENT);
    }

    private String template() {
        String others = inspection.namedTemplates().isEmpty()
                ? ""
                : INDENT + "by name (--chat-template): "
                        + String.join(", ", inspection.namedTemplates().keySet()) + "\n";
        return inspection
                        .template()
                        .map(text ->
                                "\nchat template (" + Count.of(text.length(), "character") + "; --json has all of it)\n"
                                        + INDENT + gguf.metadata().describe("tokenizer.chat_template") + "\n")
                        .orElse("\nchat template: none in the file" + (others.isEmpty() ? "" : " without a name")
                                + "\n")
                + others;
    }

    private String tensors() {
        Table table = new Table("tensor", "format", ">shape", ">size", ">");
        if (everyTensor) {
            for (TensorInfo tensor : gguf.tensors().values()) {
                table.row(
                        tensor.name(), tensor.format().name(), tensor.shapeText(), ByteCount.text(tensor.bytes()), "");
            }
        } else {
            for (TensorGroup group : TensorGroup.of(gguf.tensors().values())) {
                TensorInfo one = group.first();
                table.row(
                        group.name(),
                        one.format().name(),
                        one.shapeText(),
                        ByteCount.text(one.bytes()),
                        group.count() == 1 ? "" : "× " + group.count());
            }
        }
        return gguf.tensors().isEmpty()
                ? "\ntensors: none\n"
                : "\n" + Count.of(gguf.tensors().size(), "tensor") + "\n" + table.text(INDENT);
    }

    private String metadata() {
        Table table = new Table("", "");
        for (String key : gguf.metadata().keys()) {
            table.row(key, gguf.metadata().describe(key));
        }
        return "\n" + gguf.metadata().keys().size() + " metadata keys\n" + table.text(INDENT);
    }
}
