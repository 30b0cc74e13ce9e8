package org.cria.model.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Weight;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.GgufException;
import org.cria.model.gguf.LackingFormat;
import org.cria.model.gguf.Metadata;
import org.cria.model.gguf.TensorInfo;

/**
 * Adapters as llama.cpp's converter writes them: {@code NAME.lora_a} and {@code NAME.lora_b} for each tensor.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/convert_lora_to_gguf.py">convert_lora_to_gguf.py</a>
 */
final class GgufAdapter {
    private static final String A = ".lora_a";
    private static final String B = ".lora_b";
    private static final String OTHER = "Choose an adapter of another kind, or merge it where it was trained.";

    private static final String DAMAGED = "The file is damaged; download it again.";

    private final Gguf file;

    private GgufAdapter(Gguf file) {
        this.file = file;
    }

    static Adapter read(Path path, Gguf base) {
        try (Gguf file = Gguf.open(path)) {
            return new GgufAdapter(file).read(base);
        }
    }

    private Adapter read(Gguf base) {
        check(file.metadata(), base.metadata().string("general.architecture"));
        Map<String, TensorInfo> firsts = new LinkedHashMap<>();
        for (TensorInfo tensor : file.tensors().values()) {
            String name = tensor.name();
            if (name.endsWith(A)) {
                firsts.put(name.substring(0, name.length() - A.length()), tensor);
            } else if (!name.endsWith(B)) {
                throw wrong(
                        "tensor '" + name + "' is no low-rank tweak",
                        "only names that end with .lora_a and .lora_b",
                        OTHER);
            }
        }
        float alpha = file.metadata().number("adapter.lora.alpha", 0);
        List<LowRank> parts = new ArrayList<>();
        firsts.forEach((name, a) -> parts.add(part(name, a, alpha)));
        file.tensors().keySet().stream()
                .filter(name -> name.endsWith(B))
                .filter(name -> !firsts.containsKey(name.substring(0, name.length() - B.length())))
                .findFirst()
                .ifPresent(lonely -> {
                    throw wrong(
                            "tensor '" + lonely + "' stands alone", "one that ends with .lora_a beside it", DAMAGED);
                });
        if (parts.isEmpty()) {
            throw wrong("the adapter is empty", "a tweak of a matrix or more", DAMAGED);
        }
        return new Adapter(file.place(), parts);
    }

    private void check(Metadata metadata, String architecture) {
        String type = metadata.string("general.type", "model");
        if (!type.equals("adapter")) {
            throw wrong(
                    "general.type is '" + type + "'", "adapter", "Name an adapter; this is to be named as the model.");
        }
        String kind = metadata.string("adapter.type", "");
        if (!kind.equals("lora")) {
            throw wrong("adapter.type is '" + kind + "'", "lora", OTHER);
        }
        if (metadata.contains("adapter.alora.invocation_tokens")) {
            throw wrong(
                    "adapter.alora.invocation_tokens has it begin in the middle of a text",
                    "an adapter for all of it",
                    OTHER);
        }
        String own = metadata.string("general.architecture", "");
        if (!own.equals(architecture)) {
            throw wrong(
                    "the adapter is for architecture '" + own + "'",
                    "'" + architecture + "', as the model is",
                    "Choose the model that it was trained on.");
        }
    }

    private LowRank part(String name, TensorInfo a, float alpha) {
        TensorInfo b = file.tensors().get(name + B);
        if (b == null) {
            throw wrong("tensor '" + a.name() + "' stands alone", "'" + name + B + "' beside it", DAMAGED);
        }
        List<Long> inner = a.dimensions();
        List<Long> outer = b.dimensions();
        boolean embeddings = name.equals(LowRank.EMBEDDINGS);
        long rank = embeddings ? at(inner, 0) : at(inner, 1);
        if (at(outer, 0) != rank || at(inner, 2) != at(outer, 2)) {
            throw wrong(
                    "tensor '" + a.name() + "' is " + a.shapeText() + " beside " + b.shapeText() + " of '" + b.name()
                            + "'",
                    "the same rank in both",
                    DAMAGED);
        }
        Weight first = weight(a);
        float factor = alpha == 0 ? 1 : alpha / rank;
        return new LowRank(name, first, weight(b), Math.toIntExact(at(inner, 2)), factor);
    }

    private static long at(List<Long> dimensions, int index) {
        return index < dimensions.size() ? dimensions.get(index) : 1;
    }

    private Weight weight(TensorInfo tensor) {
        if (tensor.format() instanceof LackingFormat lacking) {
            throw wrong(
                    "tensor '" + tensor.name() + "' has the format " + lacking.name(),
                    "one of " + Formats.names(),
                    "Convert the adapter to F16.");
        }
        int columns = Math.toIntExact(tensor.dimensions().getFirst());
        int rows = Math.toIntExact(tensor.values() / columns);
        return Adapter.copy(tensor.name(), tensor.format(), rows, columns, file.data(tensor));
    }

    private GgufException wrong(String found, String expected, String nextStep) {
        return new GgufException(file.place(), found, expected, nextStep);
    }
}
