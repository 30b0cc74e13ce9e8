package org.cria.model.saved;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.cria.model.forward.CacheImage;
import org.cria.model.forward.Engine;
import org.cria.model.forward.Session;
import org.jspecify.annotations.Nullable;

/**
 * Cells of a cache in a file, each in a slot. Cells that are there already are not written again; slots of cells that nobody holds any
 * more are. What a slot holds counts only with the checksum that the conversation's file has of it. So nothing here need be forced to
 * the disk or be written in some order: what is lost is read again by the model.
 */
final class SavedCells {
    /** @param check CRC-32C of its bytes */
    record Slot(int number, int check) {}

    private final @Nullable FileChannel channel;
    /** In bytes: where the first slot begins. */
    private final long start;
    /** By the {@linkplain CacheImage#writing writing} that they hold. */
    private final Map<Long, Slot> slots = new HashMap<>();

    private final BitSet taken = new BitSet();

    /** @param channel null where there is nothing to read, and nothing is written */
    SavedCells(@Nullable FileChannel channel, long start) {
        this.channel = channel;
        this.start = start;
    }

    /** Where the contents are; empty if they are not here. */
    Optional<Slot> slot(long writing) {
        return Optional.ofNullable(slots.get(writing));
    }

    /** Makes room for others: nothing is here any more. */
    void clear() throws IOException {
        slots.clear();
        taken.clear();
        writable().truncate(start);
    }

    private FileChannel writable() {
        if (channel == null) {
            throw new IllegalStateException("a place that is only read");
        }
        return channel;
    }

    /** Writes what is missing of an image, the first cells first, as far as the limits go. */
    void update(CacheImage image, long cellBytes, CacheLimits limits) throws IOException {
        dropOthers(image);
        long until = System.nanoTime() + limits.nanos();
        long most = limits.bytes() / cellBytes;
        byte[] bytes = new byte[Math.toIntExact(CacheImage.chunk(cellBytes) * cellBytes)];
        int cell = 0;
        while (cell < image.cells() && taken.cardinality() < most && System.nanoTime() - until < 0) {
            if (slots.containsKey(image.writing(cell))) {
                cell++;
            } else {
                int count = missing(image, cell, Math.min(bytes.length / cellBytes, most - taken.cardinality()));
                write(image, cell, count, bytes, Math.toIntExact(cellBytes));
                cell += count;
            }
        }
    }

    private void dropOthers(CacheImage image) throws IOException {
        Set<Long> wanted = new HashSet<>();
        for (int cell = 0; cell < image.cells(); cell++) {
            wanted.add(image.writing(cell));
        }
        slots.entrySet().removeIf(entry -> {
            boolean unwanted = !wanted.contains(entry.getKey());
            if (unwanted) {
                taken.clear(entry.getValue().number());
            }
            return unwanted;
        });
    }

    /** How many cells from this one on are not here yet. */
    private int missing(CacheImage image, int first, long most) {
        int count = 1;
        while (count < most && first + count < image.cells() && !slots.containsKey(image.writing(first + count))) {
            count++;
        }
        return count;
    }

    /** @param bytes for the cells */
    private void write(CacheImage image, int first, int count, byte[] bytes, int cellBytes) throws IOException {
        image.read(first, count, MemorySegment.ofArray(bytes));
        int[] numbers = new int[count];
        int number = -1;
        for (int i = 0; i < count; i++) {
            number = taken.nextClearBit(number + 1);
            numbers[i] = number;
        }
        for (int begin = 0, end; begin < count; begin = end) {
            end = begin + 1;
            while (end < count && numbers[end] == numbers[end - 1] + 1) {
                end++; // slots in a row are one write
            }
            ByteBuffer run = ByteBuffer.wrap(bytes, begin * cellBytes, (end - begin) * cellBytes);
            for (long at = start + (long) numbers[begin] * cellBytes; run.hasRemaining(); ) {
                at += writable().write(run, at);
            }
            for (int i = begin; i < end; i++) {
                taken.set(numbers[i]);
                slots.put(image.writing(first + i), new Slot(numbers[i], check(bytes, i * cellBytes, cellBytes)));
            }
        }
    }

    /**
     * Makes sessions of what is here: of each as many tokens from the first on as have their cells, or none where a session of these
     * could not go on.
     *
     * @param saved with numbers of slots for cells
     * @param checks for each session [length] the checksums of these
     */
    List<Session> restore(Engine engine, List<CacheImage.Held> saved, List<int[]> checks) throws IOException {
        byte[] cell = new byte[Math.toIntExact(engine.cellBytes())];
        Map<Slot, Integer> places = new LinkedHashMap<>();
        List<CacheImage.Held> held = new ArrayList<>();
        for (int i = 0; i < saved.size(); i++) {
            held.add(sound(engine, saved.get(i), checks.get(i), cell, places));
        }
        List<Slot> found = List.copyOf(places.keySet());
        int[] next = {0};
        List<Session> sessions = CacheImage.restore(engine, held, found.size(), target -> {
            for (long done = 0; done < target.byteSize(); done += cell.length) {
                if (!read(found.get(next[0]++), cell)) {
                    throw new IOException("it changed while it was read");
                }
                MemorySegment.copy(MemorySegment.ofArray(cell), 0, target, done, cell.length);
            }
        });
        CacheImage image = CacheImage.of(sessions); // which meets the cells in the same order
        slots.clear();
        taken.clear();
        for (int i = 0; i < image.cells(); i++) {
            slots.put(image.writing(i), found.get(i));
            taken.set(found.get(i).number());
        }
        return sessions;
    }

    /** @param places of slots in the image; one that has none yet gets the next */
    private CacheImage.Held sound(
            Engine engine, CacheImage.Held saved, int[] checks, byte[] cell, Map<Slot, Integer> places)
            throws IOException {
        List<Slot> found = new ArrayList<>();
        for (int i = 0; i < checks.length; i++) {
            Slot slot = new Slot(saved.cells()[i], checks[i]);
            if (!places.containsKey(slot) && !read(slot, cell)) {
                break;
            }
            found.add(slot);
        }
        if (!engine.goesOn(saved.seen(), found.size())) {
            found.clear();
        }
        int[] table = new int[found.size()];
        Arrays.setAll(table, i -> places.computeIfAbsent(found.get(i), _ -> places.size()));
        int[] tokens = Arrays.copyOf(saved.tokens(), table.length);
        return new CacheImage.Held(tokens, table, found.isEmpty() ? 0 : saved.seen(), 0, new float[0]);
    }

    /** Whether the slot held what it should. */
    private boolean read(Slot slot, byte[] cell) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(cell);
        long at = start + (long) slot.number() * cell.length;
        while (channel != null && target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                return false;
            }
            at += count;
        }
        return channel != null && check(cell, 0, cell.length) == slot.check();
    }

    private static int check(byte[] bytes, int offset, int length) {
        CRC32C check = new CRC32C();
        check.update(bytes, offset, length);
        return (int) check.getValue();
    }
}
