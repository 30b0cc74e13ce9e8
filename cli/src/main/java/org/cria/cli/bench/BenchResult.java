package org.cria.cli.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.cria.cli.version.Build;
import org.cria.model.bench.EnergyDomain;
import org.cria.model.bench.Latencies;
import org.cria.model.bench.Samples;
import org.cria.model.bench.Trial;
import org.cria.model.inspect.FileSummary;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one test.
 *
 * @param time at which it began
 * @param device what ran it, in one line that starts with the backend's name
 */
public record BenchResult(
        Path file, FileSummary summary, BenchSetup setup, Trial trial, Instant time, Samples samples, String device) {
    /** The percentiles that are told of waiting times. */
    static final List<Integer> PERCENTS = List.of(50, 90, 99);

    private static final int DECIMALS = 6;

    /** The model as llama-bench names it, and whether adapters run beside it. */
    String modelType() {
        return summary.modelType() + (setup.adapters().tweaks().isEmpty() ? "" : " + lora");
    }

    /** The backend's name as llama-bench writes it. */
    String backend() {
        return device.substring(0, Math.max(0, device.indexOf(':'))).toUpperCase(Locale.ROOT);
    }

    /**
     * By llama-bench's names and in its order, without the samples. Fields about what Cria does not have say what is so here:
     * nothing is offloaded, split, repacked or pinned.
     */
    Map<String, Object> fields(Build build, String processor) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("build_commit", build.commit());
        fields.put("build_number", build.number());
        fields.put("cpu_info", processor);
        fields.put("gpu_info", "");
        fields.put("backends", backend());
        fields.put("model_filename", file.toString());
        fields.put("model_type", modelType());
        fields.put("model_size", summary.tensorBytes());
        fields.put("model_n_params", summary.parameters());
        fields.put("n_batch", setup.batch());
        fields.put("n_ubatch", setup.microBatch());
        fields.put("n_threads", setup.threads());
        putSetup(fields);
        fields.put("n_prompt", trial.promptTokens());
        fields.put("n_gen", trial.generatedTokens());
        fields.put("n_depth", trial.depth());
        fields.put("test_time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put("avg_ns", samples.meanNanos());
        fields.put("stddev_ns", samples.deviationNanos());
        fields.put("avg_ts", rounded(samples.meanSpeed()));
        fields.put("stddev_ts", rounded(samples.deviationSpeed()));
        return fields;
    }

    /** What llama-bench has no name for, after all that it has: how many sequences, waiting times, energy. Nulls where there is none. */
    Map<String, @Nullable Object> ownFields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("n_parallel", trial.sequences());
        waits(fields, "ttft_ns", samples.firsts());
        waits(fields, "itl_ns", samples.steps());
        for (EnergyDomain domain : EnergyDomain.values()) {
            OptionalDouble joules = samples.joulesPerToken(domain);
            fields.put(
                    (domain.title().isEmpty() ? "" : domain.title() + "_") + "joules_per_token",
                    joules.isPresent() ? rounded(joules.getAsDouble()) : null);
        }
        return fields;
    }

    private static void waits(Map<String, @Nullable Object> fields, String name, Latencies waits) {
        for (int percent : PERCENTS) {
            OptionalLong nanos = waits.percentile(percent);
            fields.put("p" + percent + "_" + name, nanos.isPresent() ? nanos.getAsLong() : null);
        }
    }

    private void putSetup(Map<String, Object> fields) {
        fields.put("cpu_mask", "0x0");
        fields.put("cpu_strict", false);
        fields.put("poll", 0);
        fields.put("type_k", setup.keys().name().toLowerCase(Locale.ROOT));
        fields.put("type_v", setup.values().name().toLowerCase(Locale.ROOT));
        fields.put("n_gpu_layers", setup.options().gpuLayers());
        fields.put("n_cpu_moe", 0);
        fields.put("split_mode", "none");
        fields.put("main_gpu", 0);
        fields.put("no_kv_offload", false);
        fields.put("flash_attn", 0);
        fields.put("devices", setup.device().name());
        fields.put("tensor_split", "0.00");
        fields.put("tensor_buft_overrides", "none");
        fields.put("load_mode", "mmap");
        fields.put("lazy_mode", "off");
        fields.put("embeddings", false);
        fields.put("no_op_offload", 0);
        fields.put("no_host", false);
        fields.put("repack", false);
        fields.put("fit_target", 0);
        fields.put("fit_min_ctx", 0);
    }

    private static BigDecimal rounded(double number) {
        return BigDecimal.valueOf(number).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
