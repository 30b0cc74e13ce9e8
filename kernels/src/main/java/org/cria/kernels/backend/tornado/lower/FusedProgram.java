package org.cria.kernels.backend.tornado.lower;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Segment;

/** The operators of a program in its phases: what graphs, checks and measurements share. */
public final class FusedProgram {
    private final Layout layout;
    private final Map<Phase, Map<Segment, FusedSegment>> phases = new LinkedHashMap<>();

    /** @param phases in which it runs */
    public FusedProgram(Layout layout, List<Phase> phases) {
        this.layout = layout;
        for (Phase phase : phases) {
            Map<Segment, FusedSegment> segments = new LinkedHashMap<>();
            layout.all().forEach(segment -> segments.put(segment, Fusion.of(layout.program(), segment, phase)));
            this.phases.put(phase, segments);
        }
    }

    public Layout layout() {
        return layout;
    }

    /** The phases in which it runs. */
    public List<Phase> phases() {
        return List.copyOf(phases.keySet());
    }

    /** A segment's operators. */
    public FusedSegment of(Segment segment, Phase phase) {
        return Objects.requireNonNull(Objects.requireNonNull(phases.get(phase)).get(segment));
    }
}
