package org.cria.model.measure;

import org.cria.model.forward.Session;
import org.cria.model.sample.LogProbabilities;
import org.cria.model.tokenizer.Vocabulary;

/**
 * Two models on one text: how well each predicts it, and how far the second is from the first.
 *
 * @param before of the first
 * @param after of the second
 */
public record Comparison(Perplexity before, Perplexity after, KlDivergence divergence) {
    /** Measures all chunks; the sessions are emptied. The models have one vocabulary. */
    public static Comparison measure(
            Chunks chunks, Session before, Session after, Vocabulary vocabulary, ChunkListener<Comparison> listener) {
        Comparison result = new Comparison(new Perplexity(), new Perplexity(), new KlDivergence());
        float[][] reference = new float[chunks.scoredPerChunk()][vocabulary.size()];
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            chunks.run(chunk, before, vocabulary, (row, next, logits) -> {
                LogProbabilities probabilities = LogProbabilities.of(logits);
                for (int token = 0; token < vocabulary.size(); token++) {
                    reference[row][token] = (float) probabilities.of(token);
                }
                result.before.add(-probabilities.of(next));
            });
            chunks.run(chunk, after, vocabulary, (row, next, logits) -> {
                result.after.add(-LogProbabilities.of(logits).of(next));
                result.divergence.add(reference[row], logits);
            });
            if (!listener.chunkDone(chunk, result)) {
                break;
            }
        }
        return result;
    }
}
