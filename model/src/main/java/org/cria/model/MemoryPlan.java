package org.cria.model;

import java.util.Optional;
import java.util.OptionalInt;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Backends;
import org.cria.kernels.backend.CacheSize;
import org.cria.kernels.backend.Footprint;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.cria.model.family.Definition;
import org.cria.model.family.Families;
import org.cria.model.gguf.Gguf;

/**
 * What a model needs before anything is loaded.
 *
 * @param weightBytes of the mapped file
 * @param cache what a session takes
 * @param contextSize of a session, in tokens
 * @param sessions that may fill their contexts at a time
 * @param activationBytes of a full batch
 */
public record MemoryPlan(long weightBytes, CacheSize cache, int contextSize, int sessions, long activationBytes) {
    private static final Control NO_CHECK = new Control("no memory check");

    /** What the JVM itself and the vocabulary take, measured with a 128,256-piece vocabulary. */
    private static final long OVERHEAD_BYTES = 200L << 20;

    /**
     * What a file needs with these options; nothing is loaded.
     *
     * @throws org.cria.kernels.CriaException when this build cannot run the file
     */
    public static MemoryPlan of(Gguf gguf, ModelOptions options) {
        Definition definition = Families.define(gguf, options.rewrite(), options::contextFor);
        int contextSize = options.contextFor(definition.config().contextLength());
        return of(definition.program(), options, contextSize);
    }

    static MemoryPlan of(Program program, ModelOptions options, int contextSize) {
        boolean slides = Backends.isHost(options.device());
        return of(program, options.settings(contextSize), contextSize, options.sessions(), slides);
    }

    /** @param slides whether layers with a window give up what it does not see any more */
    static MemoryPlan of(Program program, Settings settings, int contextSize, int sessions, boolean slides) {
        int cells = (int) Math.min(Integer.MAX_VALUE, (long) contextSize * sessions);
        Footprint footprint = Footprint.of(program, settings.withCells(cells), slides);
        return new MemoryPlan(
                footprint.weightBytes(), footprint.cache(), contextSize, sessions, footprint.activationBytes());
    }

    /** Bytes of the cache when the contexts of all sessions are full. */
    public long cacheBytes() {
        return cache.bytes(contextSize) * sessions;
    }

    /** How many tokens the layers with a window keep, where that is less than the context; empty where all layers keep it. */
    public OptionalInt windowTokens() {
        return cache.windowCellBytes() > 0 && cache.windowCells() < contextSize
                ? OptionalInt.of(cache.windowCells())
                : OptionalInt.empty();
    }

    public long totalBytes() {
        return weightBytes + cacheBytes() + activationBytes + OVERHEAD_BYTES;
    }

    /**
     * What to say of a model that may be slow; one that would not fit is refused unless nothing is to be checked.
     *
     * @param place the file's name
     */
    Optional<Explanation> check(String place, ModelOptions options) {
        long available = AvailableMemory.bytes();
        if (!options.checksMemory()) {
            return shortage(available);
        }
        checkFits(place, available);
        return Optional.empty();
    }

    /**
     * Refuses a model that would not fit.
     *
     * @param place the file's name
     * @param availableBytes that this machine can give
     */
    void checkFits(String place, long availableBytes) {
        if (totalBytes() <= availableBytes) {
            return;
        }
        long withoutCache = totalBytes() - cacheBytes();
        long fitting = cache.tokens((availableBytes - withoutCache) / sessions);
        String found = place + ": needs " + Footprint.text(totalBytes()) + " of memory (weights "
                + Footprint.text(weightBytes)
                + ", KV cache for " + contexts() + " " + Footprint.text(cacheBytes()) + "), available are "
                + Footprint.text(availableBytes) + ". ";
        if (fitting >= 1) {
            throw new CriaException(Explanation.of(
                    found + "Use ",
                    Control.CONTEXT_SIZE.to(fitting),
                    " or less, or a smaller cache with ",
                    Control.KEYS.to("q8_0"),
                    " ",
                    Control.VALUES.to("q8_0"),
                    "."));
        }
        if (totalBytes() - weightBytes > availableBytes) {
            throw new CriaException(found + "No context fits: choose a smaller model or quantisation.");
        }
        throw new CriaException(Explanation.of(
                found
                        + "No context fits: choose a smaller model or quantisation, or run it slowly, reading its weights from"
                        + " the disk again and again, with ",
                NO_CHECK.named(),
                "."));
    }

    /** What to say of a model that is opened although it does not fit. */
    Optional<Explanation> shortage(long availableBytes) {
        if (totalBytes() <= availableBytes) {
            return Optional.empty();
        }
        return Optional.of(Explanation.of("the model needs " + Footprint.text(totalBytes())
                + " of memory, available are " + Footprint.text(availableBytes)
                + ": what does not fit is read from the disk again for every token, which may take minutes."));
    }

    private String contexts() {
        return (sessions == 1 ? "" : sessions + " times ") + Count.of(contextSize, "token");
    }

    /** For people: the parts and their sum. */
    public String summary() {
        return "weights " + Footprint.text(weightBytes) + ", KV cache " + Footprint.text(cacheBytes()) + " for "
                + contexts() + ", activations " + Footprint.text(activationBytes) + ", in all about "
                + Footprint.text(totalBytes());
    }
}
