package org.cria.server.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.inspect.FileSummary;
import org.cria.server.http.Call;
import org.cria.server.json.Json;
import org.cria.server.work.Models;
import org.cria.server.work.Models.Entry;
import org.cria.server.work.ServedModel;

/** {@code /api/tags}, {@code /api/ps}, {@code /api/show} and {@code /api/version}: which models there are. */
public final class Shelf {
    /** The version of Ollama whose form this is: clients ask for it to know what they may send. */
    private static final String VERSION = "0.12.0";
    /** Models stay until others need their memory: a time that does not come. */
    private static final String NEVER = "2318-04-30T00:00:00Z";

    private static final String MODELS = "models";

    private final Models models;
    private final Map<String, File> files = new ConcurrentHashMap<>();

    /** What is told of a file; its header is read once. */
    private record File(FileSummary summary, long bytes, String fingerprint) {
        static File of(Entry entry) {
            try (Gguf gguf = ModelFiles.open(entry.source().file())) {
                FileSummary summary = FileSummary.of(gguf);
                return new File(summary, summary.tensorBytes(), gguf.fingerprint());
            } catch (CriaException e) {
                return new File(new FileSummary("?", "?B", "?", 0, 0, List.of()), 0, "");
            }
        }
    }

    public Shelf(Models models) {
        this.models = models;
    }

    /** Answers with all models. */
    public void tags(Call call) throws IOException {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray(MODELS);
        models.list()
                .forEach(entry -> list.add(entry(entry)
                        .put(
                                "modified_at",
                                Instant.ofEpochSecond(entry.source().created()).toString())
                        .put("size", file(entry).bytes())));
        call.json(answer);
    }

    /** Answers with those in memory. */
    public void ps(Call call) throws IOException {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray(MODELS);
        for (Entry entry : models.list()) {
            entry.loaded()
                    .ifPresent(model -> list.add(entry(entry)
                            .put("size", entry.bytes())
                            .put("size_vram", 0)
                            .put("context_length", model.model().contextSize())
                            .put("expires_at", NEVER)));
        }
        call.json(answer);
    }

    private File file(Entry entry) {
        return files.computeIfAbsent(entry.name(), name -> File.of(entry));
    }

    private ObjectNode entry(Entry entry) {
        String name = ModelNames.tagged(entry.name());
        ObjectNode answer = Json.object()
                .put("name", name)
                .put("model", name)
                .put("digest", file(entry).fingerprint());
        answer.set("details", details(file(entry).summary()));
        return answer;
    }

    private static ObjectNode details(FileSummary summary) {
        ObjectNode details = Json.object()
                .put("parent_model", "")
                .put("format", "gguf")
                .put("family", summary.architecture())
                .put("parameter_size", size(summary.parameters()))
                .put("quantization_level", summary.fileType());
        details.putArray("families").add(summary.architecture());
        return details;
    }

    private static String size(long parameters) {
        return parameters < 1_000_000_000L
                ? String.format(Locale.ROOT, "%.1fM", parameters / 1e6)
                : String.format(Locale.ROOT, "%.1fB", parameters / 1e9);
    }

    /** Answers with what is known of one model. */
    public void show(Call call) throws IOException {
        try (Models.Lease lease = ModelNames.use(models, call.body())) {
            ServedModel model = lease.model();
            Entry entry = models.list().stream()
                    .filter(each -> each.name().equals(model.name()))
                    .findFirst()
                    .orElseThrow();
            FileSummary summary = file(entry).summary();
            ObjectNode answer = Json.object()
                    .put("template", model.template().map(ChatTemplate::source).orElse(""))
                    .put("parameters", "num_ctx " + model.model().contextSize())
                    .put("modelfile", "")
                    .put("license", "")
                    .put(
                            "modified_at",
                            Instant.ofEpochSecond(entry.source().created()).toString());
            answer.set("details", details(summary));
            String family = summary.architecture();
            answer.putObject("model_info")
                    .put("general.architecture", family)
                    .put("general.parameter_count", summary.parameters())
                    .put(family + ".context_length", model.model().config().contextLength())
                    .put(family + ".embedding_length", model.model().config().embedding())
                    .put(family + ".block_count", model.model().config().layers());
            answer.putArray("capabilities").add("completion").add("embedding");
            call.json(answer);
        }
    }

    /** Answers with a version. */
    public void version(Call call) throws IOException {
        call.json(Json.object().put("version", VERSION));
    }
}
