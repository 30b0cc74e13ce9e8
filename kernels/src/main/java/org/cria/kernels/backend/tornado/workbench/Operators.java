package org.cria.kernels.backend.tornado.workbench;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.graph.Graphs;
import org.cria.kernels.backend.tornado.lower.Fusion;
import org.cria.kernels.backend.tornado.lower.Lowered;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Step;

/** What this backend makes of a program, as {@link Graphs} lowers it. */
final class Operators {
    private final Layout layout;
    private final List<Operator> operators = new ArrayList<>();

    private Operators(Layout layout) {
        this.layout = layout;
    }

    static List<Operator> of(Layout layout) {
        Operators all = new Operators(layout);
        for (Phase phase : Phase.values()) {
            for (Segment segment : layout.all()) {
                all.add(segment, phase);
            }
        }
        return List.copyOf(all.operators);
    }

    private void add(Segment segment, Phase phase) {
        List<Step> steps = layout.program().steps();
        int from = 0;
        for (Lowered lowered : Fusion.of(
                steps, segment.first(), segment.steps().size(), layout.program().logits(), phase.decoding())) {
            List<Step> own = lowered.steps();
            int start = start(segment.steps(), own, from);
            from = start + own.size();
            // A long past changes attention and nothing else.
            if (phase != Phase.LONG_DECODE || own.stream().anyMatch(Step.Attend.class::isInstance)) {
                int to = from;
                operators.add(new Operator(
                        phase,
                        segment.layers().stream()
                                .map(layer -> layer.subList(start, to))
                                .toList(),
                        segment.first().stream().map(at -> at + start).toList()));
            }
        }
    }

    /** Where an operator's steps begin in a layer: steps that need not run when a row is alone are in none. */
    private static int start(List<Step> layer, List<Step> own, int from) {
        int start = from;
        while (!layer.subList(start, start + own.size()).equals(own)) {
            start++;
        }
        return start;
    }

    private static Phase phase(Phase phase) {
        return switch (phase) {
            case DECODE -> Phase.DECODE;
            case LONG_DECODE -> Phase.LONG_DECODE;
            case PREFILL -> Phase.PREFILL;
        };
    }
}
