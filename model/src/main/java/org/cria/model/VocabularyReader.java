package org.cria.model;

import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Executable;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;

/** Reads the vocabulary of a file. */
final class VocabularyReader {
    private VocabularyReader() {}

    /**
     * Reads it while something warms up: both take about as long.
     *
     * @param executable closed if that fails
     */
    static Tokenizer read(Gguf gguf, Executable executable, Runnable warming) {
        Thread warmUp = Thread.ofPlatform().daemon().name("cria-warm-up").start(warming);
        try {
            return read(gguf);
        } catch (RuntimeException | Error e) {
            await(warmUp);
            executable.close();
            throw e;
        } finally {
            await(warmUp);
        }
    }

    private static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws CriaException naming the file where it has none that can be read */
    static Tokenizer read(Gguf gguf) {
        try {
            return Tokenizers.from(gguf.metadata());
        } catch (CriaException e) {
            throw String.valueOf(e.getMessage()).startsWith(gguf.place()) ? e : e.at(gguf.place());
        }
    }
}
