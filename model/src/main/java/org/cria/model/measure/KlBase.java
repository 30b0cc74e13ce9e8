package org.cria.model.measure;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.cria.kernels.Control;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.Scores;
import org.cria.kernels.format.Little;
import org.cria.model.storage.FileFault;
import org.cria.model.storage.MappedPages;

/**
 * The reference distributions that {@code llama-perplexity --kl-divergence-base} writes and reads: the magic
 * {@code _logits_}, window, vocabulary and chunk count, the tokens, then for each scored prediction a scale, an offset and one
 * 16-bit log-probability per token.
 */
public final class KlBase implements AutoCloseable {
    private static final Control BASE = new Control("KL divergence base");
    private static final Control DIVERGENCE = new Control("KL divergence");
    private static final byte[] MAGIC = {'_', 'l', 'o', 'g', 'i', 't', 's', '_'};
    private static final long HEADER_BYTES = MAGIC.length + 3L * Integer.BYTES;

    private final Arena arena;
    private final MemorySegment bytes;
    private final int vocabulary;
    private final Chunks chunks;
    private final long rowsOffset;

    private KlBase(String place, MemorySegment bytes, Arena arena) {
        this.arena = arena;
        this.bytes = bytes;
        if (bytes.byteSize() < HEADER_BYTES
                || MemorySegment.mismatch(bytes, 0, MAGIC.length, MemorySegment.ofArray(MAGIC), 0, MAGIC.length) >= 0) {
            throw damaged(place, "no _logits_ at its start");
        }
        int window = bytes.get(Little.INT, MAGIC.length);
        this.vocabulary = bytes.get(Little.INT, MAGIC.length + 4);
        int count = bytes.get(Little.INT, MAGIC.length + 8);
        if (window < Chunks.SMALLEST_WINDOW
                || vocabulary < 1
                || count < 1
                || (long) window * count > (bytes.byteSize() - HEADER_BYTES) / 4) {
            throw damaged(
                    place,
                    Count.of(count, "chunk") + " of " + Count.of(window, "token") + ", vocabulary " + vocabulary);
        }
        int[] tokens = bytes.asSlice(HEADER_BYTES, 4L * window * count).toArray(Little.INT);
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw damaged(place, "token " + token + " in a vocabulary of " + vocabulary);
            }
        }
        this.chunks = Chunks.stored(tokens, window);
        this.rowsOffset = HEADER_BYTES + 4L * tokens.length;
        if (bytes.byteSize() < rowsOffset + rowBytes(vocabulary) * chunks.scoredPerChunk() * count) {
            throw damaged(place, Count.of(bytes.byteSize(), "byte"));
        }
    }

    private static CriaException damaged(String place, String found) {
        return new CriaException(Explanation.of(
                place + ": found " + found + ", expected a complete file of reference logits. Write it again",
                BASE.how(),
                "."));
    }

    /** Whether a file begins as one of reference distributions does. */
    public static boolean recognises(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * Opens a file of reference distributions.
     *
     * @throws CriaException when it cannot be read or is damaged
     */
    @SuppressWarnings("MustBeClosedChecker") // the base that is returned owns the arena and closes it
    public static KlBase open(Path file) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            String place = file.getFileName().toString();
            KlBase base = new KlBase(place, map(place, file, arena), arena);
            opened = true;
            return base;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static MemorySegment map(String place, Path file, Arena arena) {
        try {
            return MappedPages.map(file, arena);
        } catch (IOException e) {
            throw new CriaException(
                    Explanation.of(
                            place + ": cannot be read (" + FileFault.of(e)
                                    + "). Write it with llama-perplexity or without ",
                            DIVERGENCE.named(),
                            " first."),
                    e);
        }
    }

    public Chunks chunks() {
        return chunks;
    }

    public int vocabulary() {
        return vocabulary;
    }

    /** Reads the log-probabilities of one scored prediction into {@code target} [vocabulary]. */
    void read(int chunk, int row, float[] target) {
        long at = rowsOffset + rowBytes(vocabulary) * ((long) chunk * chunks.scoredPerChunk() + row);
        float scale = bytes.get(Little.FLOAT, at);
        float lowest = bytes.get(Little.FLOAT, at + 4);
        for (int i = 0; i < vocabulary; i++) {
            target[i] = scale * Short.toUnsignedInt(bytes.get(Little.SHORT, at + 8 + 2L * i)) + lowest;
        }
    }

    private static long rowBytes(int vocabulary) {
        return 2 * (2 * ((vocabulary + 1L) / 2) + 4);
    }

    /** Writes the beginning of such a file. */
    static void writeHeader(DataOutputStream out, Chunks chunks, int vocabulary) {
        ByteBuffer header = ByteBuffer.allocate(Math.toIntExact(HEADER_BYTES) + 4 * chunks.window() * chunks.count())
                .order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putInt(chunks.window()).putInt(vocabulary).putInt(chunks.count());
        for (int chunk = 0; chunk < chunks.count(); chunk++) {
            for (int token : chunks.chunk(chunk)) {
                header.putInt(token);
            }
        }
        write(out, header.array());
    }

    /** Writes one scored prediction: what is 16 below the best is cut off there. */
    static void writeRow(DataOutputStream out, Scores.All logits) {
        float[] values = logits.values();
        int offset = logits.offset();
        int vocabulary = logits.vocabulary();
        float highest = Float.NEGATIVE_INFINITY;
        float lowest = Float.POSITIVE_INFINITY;
        for (int i = offset; i < offset + vocabulary; i++) {
            highest = Math.max(highest, values[i]);
            lowest = Math.min(lowest, values[i]);
        }
        lowest = Math.max(lowest, highest - 16);
        double sum = 0;
        for (int i = offset; i < offset + vocabulary; i++) {
            sum += Math.exp(values[i] - highest);
        }
        float scale = (highest - lowest) / 65_535f;
        ByteBuffer row =
                ByteBuffer.allocate(Math.toIntExact(rowBytes(vocabulary))).order(ByteOrder.LITTLE_ENDIAN);
        row.putFloat(scale).putFloat((float) (lowest - highest - Math.log(sum)));
        for (int i = offset; i < offset + vocabulary; i++) {
            int step = scale == 0 ? 0 : Math.round((values[i] - lowest) / scale);
            row.putShort((short) Math.clamp(step, 0, 65_535));
        }
        write(out, row.array());
    }

    private static void write(DataOutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the mapping; a second call does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
