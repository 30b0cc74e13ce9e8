package org.cria.cli.chat;

import java.util.Locale;
import org.cria.kernels.Count;
import org.cria.model.generation.Timings;
import org.cria.model.speculation.DraftCounts;

/** What the answers of a chat took, one by one and together. */
final class Statistics {
    private int answers;
    private int latestTokens;
    private Timings total = Timings.NONE;
    private long savedNanos;

    void add(Timings answer) {
        answers++;
        latestTokens = answer.generatedTokens();
        total = total.plus(answer);
    }

    /** Tokens of the latest answer, of which all are in the cache. */
    int latestTokens() {
        return latestTokens;
    }

    /** What became of the drafts of all answers. */
    DraftCounts drafts() {
        return total.drafts();
    }

    /** Adds the time that a save of a message or an answer took. */
    void addSave(long nanos) {
        savedNanos += nanos;
    }

    /** The line after an answer. */
    static String line(Timings answer, int used, int context, String device) {
        return String.format(
                Locale.ROOT,
                "[ Prompt: %s | Generation: %.1f t/s | Context: %d of %d | %s ]",
                answer.promptTokens() == 0
                        ? "in cache"
                        : String.format(Locale.ROOT, "%.1f t/s", answer.promptTokensPerSecond()),
                answer.generatedTokensPerSecond(),
                used,
                context,
                device);
    }

    /** All answers together. */
    String summary() {
        String drafts = total.drafts().passes() == 0 ? "" : String.format("%ndrafts      %s", total.drafts());
        return String.format(
                        Locale.ROOT,
                        "answers     %d%nprompt      %s read, %.1f t/s%ngeneration  %s, %.1f t/s%n"
                                + "saving      %.1f ms, %.1f %% of the time of the answers",
                        answers,
                        Count.of(total.promptTokens(), "token"),
                        total.promptTokensPerSecond(),
                        Count.of(total.generatedTokens(), "token"),
                        total.generatedTokensPerSecond(),
                        savedNanos / 1e6,
                        100.0 * savedNanos / Math.max(1, total.promptNanos() + total.generatedNanos()))
                + drafts;
    }
}
