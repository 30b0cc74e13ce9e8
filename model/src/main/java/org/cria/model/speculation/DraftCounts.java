package org.cria.model.speculation;

import java.util.Locale;
import org.cria.kernels.Count;

/**
 * What became of the drafts of a text.
 *
 * @param passes of the model that checked a draft
 * @param drafted tokens that were checked
 * @param accepted tokens of these that are part of the text
 */
public record DraftCounts(int passes, int drafted, int accepted) {
    /** Of no draft. */
    public static final DraftCounts NONE = new DraftCounts(0, 0, 0);

    /** Both together. */
    public DraftCounts plus(DraftCounts other) {
        return new DraftCounts(passes + other.passes, drafted + other.drafted, accepted + other.accepted);
    }

    /** For people: {@code 96 tokens drafted, 72 accepted (75 %), 4.0 a pass}. */
    @Override
    public String toString() {
        return drafted == 0
                ? "no token drafted"
                : String.format(
                        Locale.ROOT,
                        "%s drafted, %d accepted (%.0f %%), %.1f in each of %s",
                        Count.of(drafted, "token"),
                        accepted,
                        100.0 * accepted / drafted,
                        (double) accepted / passes,
                        Count.of(passes, "pass", "passes"));
    }
}
