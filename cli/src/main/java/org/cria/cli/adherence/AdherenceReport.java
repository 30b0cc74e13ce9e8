package org.cria.cli.adherence;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cria.cli.report.Table;
import org.cria.kernels.Count;
import org.cria.model.adherence.Adherence;
import org.cria.model.adherence.Policy;
import org.cria.model.adherence.Probe;
import org.cria.model.adherence.Script;

/** Adherence by turn and by instruction. */
public record AdherenceReport(String model, Probe probe, Adherence result) {
    public String text() {
        return headline() + "\n\n" + byTurn() + "\n" + AdherencePlot.of(result) + "\n" + full() + "\n" + byScript();
    }

    private String headline() {
        return String.format(
                Locale.ROOT,
                "%s (template %s, context %d): answers that keep to the system prompt, %s of %s",
                model,
                probe.template(),
                probe.model().contextSize(),
                Count.of(probe.scripts().size(), "conversation"),
                Count.of(probe.turns(), "turn"));
    }

    private String byTurn() {
        Table table = table("turn");
        for (int turn = 1; turn <= result.turns(); turn++) {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(turn)));
            for (Policy policy : Policy.values()) {
                cells.add(percent(result.share(policy, turn)));
            }
            table.row(cells.toArray(String[]::new));
        }
        List<String> all = new ArrayList<>(List.of("all"));
        Arrays.stream(Policy.values()).forEach(policy -> all.add(percent(result.share(policy))));
        table.row(all.toArray(String[]::new));
        return table.text("");
    }

    private String byScript() {
        Table table = table("instruction");
        for (Script script : probe.scripts()) {
            List<String> cells = new ArrayList<>(List.of(script.name()));
            for (Policy policy : Policy.values()) {
                cells.add(percent(result.share(policy, script)));
            }
            table.row(cells.toArray(String[]::new));
        }
        return table.text("");
    }

    private static Table table(String first) {
        List<String> headings = new ArrayList<>(List.of(first.equals("turn") ? ">turn" : first));
        Arrays.stream(Policy.values()).forEach(policy -> headings.add(">" + policy.title()));
        return new Table(headings.toArray(String[]::new));
    }

    /** Until the first exchange goes, the first two policies are the same. */
    private String full() {
        StringBuilder text = new StringBuilder();
        for (Policy policy : Policy.values()) {
            String turn = result.firstForgotten(policy).isPresent()
                    ? "the first exchange was forgotten from turn "
                            + result.firstForgotten(policy).getAsInt() + " on"
                    : "nothing was forgotten: choose more --turns or a smaller -c";
            text.append(policy.title()).append(": ").append(turn).append('\n');
        }
        return text.toString();
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? Math.round(100 * share.getAsDouble()) + "%" : "-";
    }

    public String json() {
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("model", model)
                .put("template", probe.template().name())
                .put("context", probe.model().contextSize())
                .put("turns", probe.turns());
        ArrayNode scripts = report.putArray("scripts");
        probe.scripts()
                .forEach(
                        script -> scripts.addObject().put("name", script.name()).put("system", script.system()));
        ArrayNode policies = report.putArray("policies");
        for (Policy policy : Policy.values()) {
            ObjectNode entry = policies.addObject().put("policy", policy.title());
            put(entry, "kept", result.share(policy));
            if (result.firstForgotten(policy).isPresent()) {
                entry.put("forgotten_from_turn", result.firstForgotten(policy).getAsInt());
            }
            ArrayNode turns = entry.putArray("kept_by_turn");
            for (int turn = 1; turn <= result.turns(); turn++) {
                result.share(policy, turn).ifPresent(turns::add);
            }
            ObjectNode byScript = entry.putObject("kept_by_script");
            probe.scripts().forEach(script -> put(byScript, script.name(), result.share(policy, script)));
        }
        ArrayNode answers = report.putArray("answers");
        result.marks()
                .forEach(mark -> answers.addObject()
                        .put("policy", mark.policy().title())
                        .put("script", mark.script().name())
                        .put("turn", mark.turn())
                        .put("forgotten", mark.forgotten())
                        .put("answer", mark.answer())
                        .put("kept", mark.kept()));
        return report.toString();
    }

    private static void put(ObjectNode node, String name, OptionalDouble share) {
        share.ifPresent(value -> node.put(name, value));
    }
}
