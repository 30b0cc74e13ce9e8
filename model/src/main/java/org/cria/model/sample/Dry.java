package org.cria.model.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * "Don't repeat yourself": a token that would go on with a sequence that the text has had already becomes the less likely the longer
 * that sequence is. Subtracted is {@code multiplier · base^(length − allowed)}.
 *
 * @see <a href="https://github.com/oobabooga/text-generation-webui/pull/5677">p-e-w, DRY: a modern repetition penalty</a>
 */
public final class Dry implements Stage {
    /** Of the penalty; 0 is off. */
    public static final Setting<Float> MULTIPLIER = Setting.of("dry-multiplier", 0f)
            .range(x -> x >= 0 && Float.isFinite(x), "0 or more (0 is off)")
            .help("X", "Makes tokens that go on repeating the text less likely; 0: off.");

    /** By what the penalty grows with each token of a repetition. */
    public static final Setting<Float> BASE = Setting.of("dry-base", 1.75f)
            .range(x -> x >= 0 && Float.isFinite(x), "0 or more (below 1 is off)")
            .help("X", "By what that grows with each token.");

    /** The longest repetition without a penalty. */
    public static final Setting<Integer> ALLOWED = Setting.of("dry-allowed-length", 2)
            .range(n -> n >= 0, "0 or more")
            .help("N", "Repetitions that long are fine.");

    /** How far back it looks. */
    public static final Setting<Integer> LAST_TOKENS = Setting.of("dry-penalty-last-n", 64)
            .range(n -> n >= -1, "1 or more, 0 for off or -1 for all tokens")
            .help("N", "How many tokens it looks back; 0: off, -1: all.");

    /** The logarithm of the largest float. */
    private static final double MOST = 88.7228391;

    private final float multiplier;
    private final float base;
    private final int allowed;
    private final int lastTokens;
    private final SequenceBreakers breakers;
    /** What was said, in order; the oldest of them may be more than is looked at. */
    private int[] said = new int[64];

    private int count;

    Dry(float multiplier, float base, int allowed, int lastTokens, SequenceBreakers breakers) {
        this.multiplier = multiplier;
        this.base = base;
        this.allowed = allowed;
        this.lastTokens = lastTokens;
        this.breakers = breakers;
    }

    /** Whether settings ask for it. */
    static boolean isOn(SamplerSettings settings) {
        return settings.get(MULTIPLIER) > 0 && settings.get(BASE) >= 1 && settings.get(LAST_TOKENS) != 0;
    }

    static Optional<Stage> of(SamplerSettings settings, SequenceBreakers breakers) {
        return isOn(settings)
                ? Optional.of(new Dry(
                        settings.get(MULTIPLIER),
                        settings.get(BASE),
                        settings.get(ALLOWED),
                        settings.get(LAST_TOKENS),
                        breakers))
                : Optional.empty();
    }

    @Override
    public void accept(int token) {
        if (count == said.length) {
            // Either half is enough of them, or they grow.
            int kept = lastTokens < 0 ? count : Math.min(count, lastTokens);
            int[] moved = kept <= count / 2 ? said : new int[2 * count];
            System.arraycopy(said, count - kept, moved, 0, kept);
            said = moved;
            count = kept;
        }
        said[count++] = token;
    }

    @Override
    public void forget() {
        count = 0;
    }

    @Override
    public void apply(Candidates candidates) {
        int length = lastTokens < 0 ? count : Math.min(count, lastTokens);
        int longest = unbroken(length);
        if (length <= allowed || longest < allowed) {
            return;
        }
        Map<Integer, Integer> repetitions = repetitions(length, longest);
        double mostExponent = base > 1.000001f ? (int) (MOST / Math.log(base)) : Double.POSITIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            Integer repeated = repetitions.get(candidates.id(i));
            if (repeated != null && !breakers.holdsOne(candidates.id(i))) {
                double exponent = Math.min(repeated - allowed, mostExponent);
                candidates.setLogit(i, candidates.logit(i) - multiplier * (float) Math.pow(base, exponent));
            }
        }
    }

    /** The token that was said {@code back} tokens ago. */
    private int ago(int back) {
        return said[count - 1 - back];
    }

    /** How many of the last {@code length} tokens are behind the latest breaker. */
    private int unbroken(int length) {
        for (int back = 0; back < length; back++) {
            int matched = -1;
            for (List<Integer> tail : breakers.tails().getOrDefault(ago(back), List.of())) {
                if (tail.size() > matched && tail.size() <= back && follows(tail, back)) {
                    matched = tail.size();
                }
            }
            if (matched >= 0) {
                return back - matched;
            }
        }
        return length;
    }

    private boolean follows(List<Integer> tail, int back) {
        for (int i = 0; i < tail.size(); i++) {
            if (tail.get(i) != ago(back - 1 - i)) {
                return false;
            }
        }
        return true;
    }

    /** For each token that has followed what the text ends with: of how many tokens that was, {@code longest} at most. */
    private Map<Integer, Integer> repetitions(int length, int longest) {
        Map<Integer, Integer> repetitions = new HashMap<>();
        int[] common = common(length);
        for (int back = 1; back < length; back++) {
            int repeated = Math.min(common[back], longest);
            if (repeated >= allowed) {
                repetitions.merge(ago(back - 1), repeated, Math::max);
            }
        }
        return repetitions;
    }

    /** [back] how many of the last tokens equal those that end so many tokens ago: the Z function of the text read backwards. */
    private int[] common(int length) {
        int[] common = new int[length];
        int start = 0;
        int end = 0;
        for (int back = 1; back < length; back++) {
            int equal = back < end ? Math.min(end - back, common[back - start]) : 0;
            while (back + equal < length && ago(equal) == ago(back + equal)) {
                equal++;
            }
            common[back] = equal;
            if (back + equal > end) {
                start = back;
                end = back + equal;
            }
        }
        return common;
    }

    @Override
    public String toString() {
        return "dry " + multiplier + " · " + base + "^(length − " + allowed + ") over "
                + (lastTokens < 0 ? "all" : "the last " + lastTokens);
    }
}
