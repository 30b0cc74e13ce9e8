package org.cria.model.gguf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cria.model.storage.MappedPages;

/**
 * An open GGUF file, or all shards of a split one: memory-mapped, read-only.
 *
 * <p>Opening checks everything but the tensors' values, so that nothing in {@link #metadata()} or {@link #tensors()} reaches
 * outside the file. Closing ends the mapping: segments and arrays not yet decoded must no longer be used. Safe for use by many
 * threads; the one who closes makes sure that the others are done.
 */
public final class Gguf implements AutoCloseable {
    private static final int VERSION = 3;

    private final Path file;
    private final Arena arena;
    private final List<Shard> shards;
    private final Map<String, TensorInfo> tensors;

    private Gguf(Path file, Arena arena, List<Shard> shards) {
        this.file = file;
        this.arena = arena;
        this.shards = shards;
        this.tensors = Collections.unmodifiableMap(byName(shards));
    }

    /**
     * Opens a file; of a split one, name the first shard.
     *
     * @throws GgufException if the file cannot be read, is no GGUF of version 2 or 3, or is damaged
     */
    @SuppressWarnings("MustBeClosedChecker") // the Gguf that is returned owns the arena and closes it
    public static Gguf open(Path file) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            Gguf gguf = new Gguf(file, arena, new SplitReader(arena).read(file));
            opened = true;
            return gguf;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    /**
     * What a GGUF file would hold, put together from other files.
     *
     * @param path of the model
     * @param place its name, for messages
     * @param arena owned from now on: closing ends it
     * @param parts at least one
     * @param tensors each in the part with the number of its shard
     */
    public static Gguf assembled(
            Path path,
            String place,
            Arena arena,
            MetadataDraft metadata,
            List<MappedPart> parts,
            List<TensorInfo> tensors) {
        HeaderBytes header = new HeaderBytes();
        header.start(0, metadata.values().size());
        metadata.values().forEach(header::pair);
        List<Shard> shards = new ArrayList<>();
        shards.add(new Shard(
                place,
                VERSION,
                MemorySegment.ofArray(header.bytes()),
                new Metadata(place, metadata.values()),
                List.of(),
                parts.getFirst().state()));
        for (int i = 0; i < parts.size(); i++) {
            int part = i;
            List<TensorInfo> own = tensors.stream()
                    .filter(tensor -> tensor.shard() == part)
                    .map(tensor -> tensor.inShard(part + 1))
                    .toList();
            MappedPart mapped = parts.get(i);
            shards.add(new Shard(
                    mapped.place(), VERSION, mapped.bytes(), shards.getFirst().metadata(), own, mapped.state()));
        }
        return new Gguf(path, arena, shards);
    }

    /** The file as it was named. */
    public Path file() {
        return file;
    }

    /** All files: one for each shard. */
    public List<Path> files() {
        return shards.stream().map(shard -> shard.state().file()).toList();
    }

    /** The file's name as messages show it: without what would move a terminal's cursor. */
    public String place() {
        return shards.getFirst().place();
    }

    /**
     * Fails if another program wrote to a file since it was opened, as far as the platform tells: what is mapped is no longer what
     * was checked. Costs a few microseconds.
     *
     * @throws GgufException if a file has another size or time than when it was opened
     */
    public void checkUnchanged() {
        for (Shard shard : shards) {
            shard.state().change().ifPresent(change -> {
                throw new GgufException(
                        shard.place(),
                        "the file " + change,
                        "it to stay as it was opened",
                        "Open the model again when the other program is done.");
            });
        }
    }

    /** 2 or 3. */
    public int version() {
        return shards.getFirst().version();
    }

    public Metadata metadata() {
        return shards.getFirst().metadata();
    }

    /** By name, in file order; unmodifiable. */
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    /**
     * The encoded values, read-only, valid until this file is closed.
     *
     * @param tensor one of {@link #tensors()}
     */
    public MemorySegment data(TensorInfo tensor) {
        if (!tensor.equals(tensors.get(tensor.name()))) {
            throw new IllegalArgumentException("tensor '" + tensor.name() + "' is not of " + file);
        }
        return shards.get(tensor.shard()).bytes().asSlice(tensor.offset(), tensor.bytes());
    }

    /** Lets go of the memory that a tensor's values take; they come from the file again when they are next read. */
    public void release(TensorInfo tensor) {
        MappedPages.release(data(tensor));
    }

    /** The length of the file, or of all shards together. */
    public long fileBytes() {
        return shards.stream().mapToLong(shard -> shard.bytes().byteSize()).sum();
    }

    /** Tells models apart: 64 hexadecimal digits that depend on the header and on samples of every tensor. */
    public String fingerprint() {
        return Fingerprint.of(shards);
    }

    /** Ends the mapping; a second call does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    private static Map<String, TensorInfo> byName(List<Shard> shards) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        for (Shard shard : shards) {
            for (TensorInfo tensor : shard.tensors()) {
                TensorInfo other = tensors.put(tensor.name(), tensor);
                if (other != null) {
                    throw new GgufException(
                            shard.place(),
                            "tensor " + Printable.name(tensor.name()) + " is also in "
                                    + shards.get(other.shard()).place(),
                            "each tensor once",
                            GgufException.DAMAGED);
                }
            }
        }
        return tensors;
    }
}
