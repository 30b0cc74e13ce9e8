package org.cria.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.cria.model.Model;
import org.cria.model.chat.Answer;
import org.cria.model.chat.Thoughts;
import org.cria.model.forward.Session;
import org.cria.model.generation.Piece;

/** The object that {@code chat --json} prints for each answer, with the names that {@link RunReport} has. */
public final class ChatReport {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ChatReport() {}

    /**
     * One answer.
     *
     * @param message what was answered
     * @param pieces of the answer, all of them
     * @param parts of its text: thoughts are no part of the answer, and have a field of their own if there are any
     * @param session in which it was computed
     */
    public static String json(
            String message,
            List<Piece> pieces,
            List<Thoughts.Part> parts,
            Answer answer,
            Session session,
            Model model) {
        ObjectNode report = MAPPER.createObjectNode();
        report.put("message", message);
        var _ = RunReport.tokens(report.putArray("tokens"), pieces);
        report.put("text", text(parts, false));
        if (parts.stream().anyMatch(Thoughts.Part::thought)) {
            report.put("reasoning", text(parts, true).strip());
        }
        report.put("stop_reason", answer.stopReason().orElseThrow().toString());
        report.put("seed", answer.seed());
        report.put("forgotten", answer.forgotten());
        report.putObject("context").put("used", session.length()).put("size", session.contextSize());
        report.put("device", model.device());
        report.set("timings", RunReport.timings(answer.timings()));
        return report.toString();
    }

    private static String text(List<Thoughts.Part> parts, boolean thought) {
        return parts.stream()
                .filter(part -> part.thought() == thought)
                .map(Thoughts.Part::text)
                .collect(Collectors.joining());
    }
}
