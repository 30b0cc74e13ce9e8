package org.cria.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.KlDivergence;
import org.cria.model.measure.Perplexity;

/** The objects that {@code perplexity --json} prints. */
public final class PerplexityReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PerplexityReport() {}

    /** How well a text is predicted. */
    public static String json(Perplexity result, Chunks chunks) {
        return MAPPER.createObjectNode()
                .put("perplexity", result.value())
                .put("error", result.error())
                .put("window", chunks.window())
                .put("chunks", chunks.count())
                .toString();
    }

    /** How far a model is from a reference. */
    public static String json(KlDivergence result) {
        return MAPPER.createObjectNode()
                .put("positions", result.count())
                .put("mean_kld", result.mean())
                .put("maximum_kld", result.largest())
                .put("same_top", result.sameTop())
                .toString();
    }
}
