package org.cria.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.cria.model.MemoryPlan;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.PlainValue;
import org.cria.model.gguf.TensorInfo;
import org.cria.model.inspect.FileSummary;
import org.cria.model.inspect.FormatShare;

/** The object that {@code inspect --json} prints. */
public final class InspectJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int ARRAY_ELEMENTS = 6;

    private InspectJson() {}

    public static String of(Inspection inspection) {
        Gguf gguf = inspection.gguf();
        FileSummary summary = inspection.summary();
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("file", gguf.file().toString())
                .put("file_bytes", gguf.fileBytes())
                .put("gguf_version", gguf.version())
                .put("architecture", summary.architecture())
                .put("model_type", summary.modelType())
                .put("file_type", summary.fileType())
                .put("model_size", summary.tensorBytes())
                .put("model_n_params", summary.parameters())
                .put("context_length", FileSummary.contextLength(gguf).orElse(null))
                .put("runs", inspection.obstacle().isEmpty())
                .put("obstacle", inspection.obstacle().isEmpty() ? null : inspection.obstacle());
        report.set("memory", inspection.memory().map(InspectJson::memory).orElse(NODES.nullNode()));
        report.set("formats", formats(summary));
        report.put("chat_template", inspection.template().orElse(null));
        ObjectNode named = report.putObject("chat_templates");
        inspection.namedTemplates().forEach(named::put);
        report.set("tensors", tensors(gguf));
        ObjectNode metadata = report.putObject("metadata");
        gguf.metadata()
                .keys()
                .forEach(key -> metadata.set(key, value(gguf.metadata().plain(key, ARRAY_ELEMENTS))));
        return report.toString();
    }

    private static JsonNode memory(MemoryPlan plan) {
        ObjectNode memory = NODES.objectNode();
        plan.windowTokens().ifPresent(tokens -> memory.put("kv_window_tokens", tokens));
        return memory.put("context", plan.contextSize())
                .put("weight_bytes", plan.weightBytes())
                .put("kv_cache_bytes", plan.cacheBytes())
                .put("activation_bytes", plan.activationBytes())
                .put("total_bytes", plan.totalBytes());
    }

    private static ArrayNode formats(FileSummary summary) {
        ArrayNode formats = NODES.arrayNode();
        for (FormatShare share : summary.formats()) {
            formats.addObject()
                    .put("format", share.format().name())
                    .put("tensors", share.tensors())
                    .put("parameters", share.parameters())
                    .put("bytes", share.bytes());
        }
        return formats;
    }

    private static ArrayNode tensors(Gguf gguf) {
        ArrayNode tensors = NODES.arrayNode();
        for (TensorInfo tensor : gguf.tensors().values()) {
            ObjectNode entry = tensors.addObject()
                    .put("name", tensor.name())
                    .put("format", tensor.format().name());
            ArrayNode shape = entry.putArray("shape");
            tensor.dimensions().forEach(shape::add);
            entry.put("bytes", tensor.bytes()).put("shard", tensor.shard()).put("offset", tensor.offset());
        }
        return tensors;
    }

    private static JsonNode value(PlainValue value) {
        return switch (value) {
            case PlainValue.Whole whole -> NODES.numberNode(whole.number());
            case PlainValue.Real real -> NODES.numberNode(real.number());
            case PlainValue.Flag(boolean flag) -> NODES.booleanNode(flag);
            case PlainValue.Text text -> NODES.textNode(text.text());
            case PlainValue.Items items -> {
                ObjectNode array =
                        NODES.objectNode().put("array_of", items.type()).put("count", items.count());
                ArrayNode first = array.putArray("first");
                items.first().forEach(item -> first.add(value(item)));
                yield array;
            }
        };
    }
}
