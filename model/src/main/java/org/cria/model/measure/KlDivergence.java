package org.cria.model.measure;

import java.io.DataOutputStream;
import java.util.Arrays;
import org.cria.kernels.CriaException;
import org.cria.kernels.Scores;
import org.cria.model.forward.Session;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.tokenizer.Vocabulary;

/**
 * How far a model's distributions are from reference ones: Kullback-Leibler divergence {@code Σ p·(log p − log q)} with the
 * reference as {@code p}, and how often both prefer the same token.
 */
public final class KlDivergence {
    /** Reference probabilities below e⁻¹⁶ are cut off in the file and say nothing. */
    private static final float CUT = -16;

    private double[] divergences = new double[256];
    private int count;
    private int sameTop;

    KlDivergence() {}

    /** Compares a model with reference distributions. */
    public static KlDivergence measure(
            KlBase base, Session session, Vocabulary vocabulary, ChunkListener<KlDivergence> listener) {
        if (base.vocabulary() != vocabulary.size()) {
            throw new CriaException("the reference has a vocabulary of " + base.vocabulary() + ", the model one of "
                    + vocabulary.size() + ". Compare files of the same model.");
        }
        KlDivergence result = new KlDivergence();
        Chunks chunks = base.chunks();
        float[] reference = new float[base.vocabulary()];
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            int current = chunk;
            chunks.run(chunk, session, vocabulary, (row, _, logits) -> {
                base.read(current, row, reference);
                result.add(reference, logits);
            });
            if (!listener.chunkDone(chunk, result)) {
                break;
            }
        }
        return result;
    }

    /** Runs a model and writes its distributions as a reference. */
    public static Perplexity write(
            DataOutputStream out,
            Chunks chunks,
            Session session,
            Vocabulary vocabulary,
            ChunkListener<Perplexity> listener) {
        KlBase.writeHeader(out, chunks, vocabulary.size());
        return Perplexity.measure(chunks, session, vocabulary, listener, logits -> KlBase.writeRow(out, logits));
    }

    /**
     * Adds one prediction.
     *
     * @param reference [vocabulary] log-probabilities
     */
    void add(float[] reference, Scores.All logits) {
        LogProbabilities model = LogProbabilities.of(logits);
        double divergence = 0;
        int bestReference = 0;
        int bestModel = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] > CUT) {
                divergence += Math.exp(reference[i]) * (reference[i] - model.of(i));
            }
            bestReference = reference[i] > reference[bestReference] ? i : bestReference;
            bestModel = logits.logit(i) > logits.logit(bestModel) ? i : bestModel;
        }
        if (count == divergences.length) {
            divergences = Arrays.copyOf(divergences, 2 * count);
        }
        divergences[count++] = divergence;
        sameTop += bestReference == bestModel ? 1 : 0;
    }

    /** How many predictions were compared. */
    public int count() {
        return count;
    }

    /** The mean divergence, in nats. */
    public double mean() {
        return Arrays.stream(divergences, 0, count).average().orElse(Double.NaN);
    }

    /** The largest divergence. */
    public double largest() {
        return Arrays.stream(divergences, 0, count).max().orElse(Double.NaN);
    }

    /** How many predictions have a divergence from {@code lowest} on and below {@code limit}. */
    public int count(double lowest, double limit) {
        return (int) Arrays.stream(divergences, 0, count)
                .filter(divergence -> divergence >= lowest && divergence < limit)
                .count();
    }

    /** The share of predictions where both prefer the same token, 0 to 1. */
    public double sameTop() {
        return (double) sameTop / count;
    }
}
