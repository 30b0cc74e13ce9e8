package org.cria.kernels.backend.tornado.workbench;

import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.backend.Operator;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.lower.FusedProgram;
import org.cria.kernels.backend.tornado.lower.FusedSegment;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Step;

/** What this backend makes of a program, as its graphs run it. */
final class OperatorList {
    private OperatorList() {}

    static List<Operator> of(FusedProgram program) {
        List<Operator> operators = new ArrayList<>();
        for (Phase phase : program.phases()) {
            for (Segment segment : program.layout().all()) {
                add(program.of(segment, phase), phase, operators);
            }
        }
        return operators;
    }

    private static void add(FusedSegment fused, Phase phase, List<Operator> operators) {
        Segment segment = fused.segment();
        for (int i = 0; i < fused.operators().size(); i++) {
            List<Step> own = fused.operators().get(i).steps();
            int start = fused.starts().get(i);
            if (isOwn(phase, own)) {
                operators.add(new Operator(
                        phase,
                        segment.layers().stream()
                                .map(layer -> layer.subList(start, start + own.size()))
                                .toList(),
                        segment.first().stream().map(at -> at + start).toList()));
            }
        }
    }

    /** Whether a phase has kernels of its own for steps: a long past changes attention, several rows change products too. */
    private static boolean isOwn(Phase phase, List<Step> steps) {
        boolean attends = steps.stream().anyMatch(Step.Attend.class::isInstance);
        return switch (phase) {
            case LONG_DECODE -> attends;
            case JOINT_DECODE -> attends || steps.stream().anyMatch(Step.MatMul.class::isInstance);
            case DECODE, PREFILL -> true;
        };
    }
}
