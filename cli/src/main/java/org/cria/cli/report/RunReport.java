package org.cria.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.cria.model.Model;
import org.cria.model.generation.Generation;
import org.cria.model.generation.Piece;
import org.cria.model.generation.Timings;

/** The object that {@code run --json} prints. */
public final class RunReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RunReport() {}

    public static String json(int[] prompt, List<Piece> pieces, Generation generation, Model model) {
        ObjectNode report = MAPPER.createObjectNode();
        ArrayNode promptTokens = report.putArray("prompt_tokens");
        for (int token : prompt) {
            promptTokens.add(token);
        }
        String text = tokens(report.putArray("tokens"), pieces);
        report.put("text", text + generation.heldBack());
        report.put("stop_reason", generation.stopReason().orElseThrow().toString());
        report.put("seed", generation.seed());
        report.put("device", model.device());
        report.set("timings", timings(generation.timings()));
        ReceiptText.into(report.putArray("receipt"), model);
        return report.toString();
    }

    /** Fills an array with an object for each token; returns the text of all. */
    static String tokens(ArrayNode tokens, List<Piece> pieces) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            text.append(piece.text());
            ObjectNode entry = tokens.addObject()
                    .put("id", piece.token())
                    .put("text", piece.text())
                    .put("logprob", piece.logprob());
            ArrayNode top = entry.putArray("top");
            piece.top().forEach(t -> top.addObject().put("id", t.token()).put("logprob", t.logProbability()));
        }
        return text.toString();
    }

    static ObjectNode timings(Timings timings) {
        ObjectNode report = MAPPER.createObjectNode()
                .put("prompt_n", timings.promptTokens())
                .put("prompt_ms", timings.promptNanos() / 1e6)
                .put("prompt_per_second", timings.promptTokensPerSecond())
                .put("predicted_n", timings.generatedTokens())
                .put("predicted_ms", timings.generatedNanos() / 1e6)
                .put("predicted_per_second", timings.generatedTokensPerSecond());
        if (timings.drafts().passes() > 0) {
            report.put("draft_n", timings.drafts().drafted())
                    .put("draft_n_accepted", timings.drafts().accepted());
        }
        return report;
    }
}
