package org.cria.kernels.program;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What goes into a list of steps and comes out of it. */
public final class Dataflow {
    private Dataflow() {}

    /** What steps read that they have not written themselves, in the order of use. */
    public static Set<Buffer> needed(List<Step> steps) {
        Set<Buffer> written = new LinkedHashSet<>();
        Set<Buffer> needed = new LinkedHashSet<>();
        for (Step step : steps) {
            step.reads().stream().filter(buffer -> !written.contains(buffer)).forEach(needed::add);
            written.addAll(step.writes());
        }
        return needed;
    }

    /** Whether what is in a buffer before {@code following} is overwritten, or the program over, before anybody reads it. */
    public static boolean isDead(Buffer buffer, List<Step> following, Buffer logits) {
        for (Step step : following) {
            if (step.reads().contains(buffer)) {
                return false;
            }
            if (step.writes().contains(buffer)) {
                return true;
            }
        }
        return !buffer.equals(logits);
    }
}
