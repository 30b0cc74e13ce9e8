package org.cria.model.measure;

import java.util.function.Consumer;
import org.cria.kernels.Scores;
import org.cria.model.forward.Session;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.tokenizer.Vocabulary;

/** Perplexity by llama-perplexity's method: {@code exp} of the mean negative log-probability of the text's tokens. */
public final class Perplexity {
    private double sum;
    private double squares;
    private long count;

    Perplexity() {}

    /** Measures all chunks; the session is emptied. */
    public static Perplexity measure(
            Chunks chunks, Session session, Vocabulary vocabulary, ChunkListener<Perplexity> listener) {
        return measure(chunks, session, vocabulary, listener, logits -> {});
    }

    /** @param rows receives the logits of each scored prediction, valid during the call only */
    static Perplexity measure(
            Chunks chunks,
            Session session,
            Vocabulary vocabulary,
            ChunkListener<Perplexity> listener,
            Consumer<Scores.All> rows) {
        Perplexity perplexity = new Perplexity();
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            chunks.run(chunk, session, vocabulary, (row, next, logits) -> {
                perplexity.add(-LogProbabilities.of(logits).of(next));
                rows.accept(logits);
            });
            if (!listener.chunkDone(chunk, perplexity)) {
                break;
            }
        }
        return perplexity;
    }

    void add(double negativeLogProbability) {
        sum += negativeLogProbability;
        squares += negativeLogProbability * negativeLogProbability;
        count++;
    }

    /** The estimate. */
    public double value() {
        return Math.exp(sum / count);
    }

    /** Its standard error; 0 for a single prediction. */
    public double error() {
        double mean = sum / count;
        double variance = squares / count - mean * mean;
        return count > 1 && variance > 0 ? Math.sqrt(variance / (count - 1)) * value() : 0;
    }

    /** How many predictions were scored. */
    long count() {
        return count;
    }
}
