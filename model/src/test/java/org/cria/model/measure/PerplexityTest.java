package org.cria.model.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.Progress;
import org.cria.kernels.Scores;
import org.cria.kernels.format.Formats;
import org.cria.model.sample.LogProbabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PerplexityTest {
    @TempDir
    Path folder;

    /** Every prediction by itself: begin, the window up to the token, and how likely the next one was. */
    @Test
    void itIsTheExponentialOfTheMeanSurprise() {
        int[] text = MeasuredModel.text(70);
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32)) {
            double sum = 0;
            double squares = 0;
            for (int chunk = 0; chunk < 4; chunk++) {
                for (int position = 8; position < 15; position++) {
                    int[] past = Arrays.copyOfRange(text, 16 * chunk, 16 * chunk + position + 1);
                    past[0] = 1;
                    float[] logits = measured.session()
                            .prefill(past, Progress.NONE)
                            .orElseThrow()
                            .values();
                    double surprise =
                            -LogProbabilities.of(Scores.All.of(logits)).of(text[16 * chunk + position + 1]);
                    sum += surprise;
                    squares += surprise * surprise;
                }
            }
            List<Integer> chunks = new ArrayList<>();
            Perplexity perplexity = Perplexity.measure(
                    Chunks.of(text, 16, -1), measured.session(), measured.vocabulary(), (chunk, soFar) -> {
                        chunks.add(chunk);
                        return true;
                    });
            assertEquals(List.of(0, 1, 2, 3), chunks);
            assertEquals(28, perplexity.count());
            double mean = sum / 28;
            assertEquals(Math.exp(mean), perplexity.value(), 1e-9 * perplexity.value());
            double error = Math.sqrt((squares / 28 - mean * mean) / 27) * perplexity.value();
            assertEquals(error, perplexity.error(), 1e-6 * error);
        }
    }

    @Test
    void aListenerMayStopAfterAChunk() {
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32)) {
            Perplexity perplexity = Perplexity.measure(
                    Chunks.of(MeasuredModel.text(70), 16, -1),
                    measured.session(),
                    measured.vocabulary(),
                    (chunk, soFar) -> chunk < 1);
            assertEquals(14, perplexity.count());
            assertTrue(perplexity.value() > 1);
        }
    }

    @Test
    void whatTheSessionHeldDoesNotMatter() {
        Chunks chunks = Chunks.of(MeasuredModel.text(40), 16, 1);
        try (MeasuredModel measured = MeasuredModel.open(folder, Formats.F32)) {
            double fresh = value(chunks, measured);
            measured.session().prefill(new int[] {7, 8, 9}, Progress.NONE);
            assertEquals(fresh, value(chunks, measured));
        }
    }

    private static double value(Chunks chunks, MeasuredModel measured) {
        return Perplexity.measure(chunks, measured.session(), measured.vocabulary(), (chunk, soFar) -> true)
                .value();
    }
}
