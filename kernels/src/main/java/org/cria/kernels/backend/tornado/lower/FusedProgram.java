package org.cria.kernels.backend.tornado.lower;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.memory.Layout;
import org.cria.kernels.backend.tornado.memory.Segment;

/** The operators of a program in every phase: what graphs, checks and measurements share. */
public final class FusedProgram {
    private final Layout layout;
    private final Map<Segment, FusedSegment> decoding = new LinkedHashMap<>();
    private final Map<Segment, FusedSegment> prefill = new LinkedHashMap<>();

    public FusedProgram(Layout layout) {
        this.layout = layout;
        for (Segment segment : layout.all()) {
            decoding.put(segment, Fusion.of(layout.program(), segment, true));
            prefill.put(segment, Fusion.of(layout.program(), segment, false));
        }
    }

    public Layout layout() {
        return layout;
    }

    /** A segment's operators; a long past changes none. */
    public FusedSegment of(Segment segment, Phase phase) {
        return Objects.requireNonNull((phase.decoding() ? decoding : prefill).get(segment));
    }
}
