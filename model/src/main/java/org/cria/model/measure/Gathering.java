package org.cria.model.measure;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.InputSquares;
import org.cria.kernels.program.Weight;
import org.cria.model.forward.Engine;
import org.cria.model.forward.Session;
import org.cria.model.tokenizer.Vocabulary;

/**
 * Gathers from a text how much errors in the columns of a model's matrices matter: every chunk is read from its beginning to its end, by
 * itself, and what enters each product is squared and summed.
 */
public final class Gathering {
    private static final Set<String> OUTPUTS = Set.of("output.weight", "token_embd.weight");

    private final InputSquares sums;
    private final boolean output;
    private int chunks;

    /** @param output whether the output matrix is of interest too, which may be the embedding */
    public Gathering(boolean output) {
        this.output = output;
        this.sums = new InputSquares(this::name);
    }

    /** For the engine that reads the text. */
    public InputSquares sums() {
        return sums;
    }

    /** How many chunks have been read to their ends. */
    public int chunks() {
        return chunks;
    }

    /** Rows that are multiplied by themselves are named {@code tensor[0:64]}, {@code tensor[64:96]}: their input is one and counts once. */
    private Optional<String> name(Weight w) {
        int part = w.name().indexOf('[');
        if (part >= 0 && !w.name().startsWith("[0:", part)) {
            return Optional.empty();
        }
        String name = part < 0 ? w.name() : w.name().substring(0, part);
        return Optional.of(name).filter(n -> n.startsWith("blk.") || (output && OUTPUTS.contains(n)));
    }

    /**
     * Reads a text. A chunk that is not read to its end adds nothing.
     *
     * @param engine that adds to the {@link #sums}, see {@link org.cria.model.ModelKernels#observing}
     * @param stop ends it in the middle of a chunk, see {@link Session#stopWhen}
     * @param progress in chunks
     */
    public void read(Chunks text, Engine engine, Vocabulary vocabulary, BooleanSupplier stop, Progress progress) {
        try (Session session = engine.newSession()) {
            session.stopWhen(stop);
            for (int chunk = 0; progress.goOn(chunk, text.count()) && chunk < text.count(); chunk++) {
                session.rewind(0);
                int[] tokens = text.input(chunk, vocabulary);
                session.score(tokens, output ? 0 : tokens.length, (_, _) -> {});
                sums.keep();
                chunks++;
            }
        } catch (CancellationException e) {
            sums.drop();
        }
    }
}
