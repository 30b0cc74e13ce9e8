package org.cria.model.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.cria.model.adherence.Policy;
import org.cria.model.adherence.Script;

/**
 * About how much work the parts of tasks are, in tokens that a model reads, so that one tells how long the others take. Found on a part's first
 * questions; answers are taken to be half as long as they may be.
 */
final class PartSize {
    private static final int SAMPLED = 8;

    /** Tokens that are read in the time of one that is written, some texts at once: about this on a CPU, and more on a GPU. */
    private static final double READ_PER_WRITTEN = 8;

    private static final double BYTES_PER_TOKEN = 4;

    private PartSize() {}

    /** Of questions that have the same beginnings: what the first of them take, and for each of the others what the last half of these took. */
    static double ofScores(List<List<PairEncoder.Scored>> first, int count) {
        return extended(first.size(), count, some -> {
            List<int[]> inputs = new ArrayList<>();
            first.subList(0, some).forEach(own -> own.forEach(each -> inputs.add(each.input())));
            return read(inputs);
        });
    }

    /** Of prompts, behind which so many tokens are written at the most. */
    static double ofTexts(List<int[]> first, int tokens, int count) {
        return extended(first.size(), count, some -> read(first.subList(0, some))) + count * written(tokens);
    }

    /** Of conversations, which are short beside the answers. */
    static double ofInstructions(TaskForm.Instructed form, int tokens, int count) {
        return count * form.turns().size() * written(tokens);
    }

    /** Of a text, or so many windows of it. */
    static double ofMeasure(TaskForm.Predicted form, Path file, int limit) {
        return Math.min(file.toFile().length() / BYTES_PER_TOKEN, (double) limit * form.window());
    }

    /** Of so many turns. */
    static double ofMeasure(TaskForm.Kept form, int limit) {
        return Policy.values().length * Script.ALL.size() * Math.min(form.turns(), limit) * written(form.tokens());
    }

    /** How many questions are looked at. */
    static int sampled(int count) {
        return Math.min(SAMPLED, count);
    }

    private static double written(int most) {
        return READ_PER_WRITTEN * most / 2;
    }

    private static double extended(int known, int count, IntFunction<Long> tokens) {
        long all = tokens.apply(known);
        int half = known / 2;
        return count <= known ? all : all + (count - known) * (double) (all - tokens.apply(half)) / (known - half);
    }

    /** Tokens of texts of which beginnings are read once. */
    private static long read(List<int[]> texts) {
        List<int[]> sorted = texts.stream().sorted(Arrays::compare).toList();
        long tokens = 0;
        int[] before = {};
        for (int[] text : sorted) {
            tokens += text.length - Likelihoods.shared(text, before);
            before = text;
        }
        return tokens;
    }
}
