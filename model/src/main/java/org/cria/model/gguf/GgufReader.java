package org.cria.model.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.model.storage.FileFault;
import org.cria.model.storage.FileState;
import org.cria.model.storage.MappedPages;

/** Maps one GGUF file and reads all of it but the tensors' data. */
final class GgufReader {
    private static final byte[] MAGIC = {'G', 'G', 'U', 'F'};
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int LONGEST_PLACE = 4096;
    private static final int LARGEST_ALIGNMENT = 1 << 20;

    private GgufReader() {}

    /**
     * @param index of the file among its shards, from 0
     * @param arena ends the mapping
     */
    static Shard read(Path file, int index, Arena arena) {
        checkRegular(file);
        FileState state = state(file);
        MemorySegment bytes = map(file, arena);
        String place = place(file);
        if (bytes.byteSize() < MAGIC.length
                || bytes.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
            throw ForeignFile.error(place, bytes);
        }
        Cursor cursor = new Cursor(place, bytes);
        var _ = cursor.slice(MAGIC.length, "the magic");
        int version = version(place, cursor.int32("the version"));
        TensorReader tensors = new TensorReader(cursor, index);
        MetadataReader keys = new MetadataReader(cursor);
        int tensorCount = tensors.count();
        int keyCount = keys.count();
        Metadata metadata = keys.read(keyCount);
        return new Shard(place, version, bytes, metadata, tensors.read(tensorCount, alignment(place, metadata)), state);
    }

    /** The file's name, as messages show it. */
    static String place(Path file) {
        Path name = file.getFileName();
        return Printable.clean(name == null ? file.toString() : name.toString(), LONGEST_PLACE);
    }

    /** A path, as messages show it. */
    static String path(Path file) {
        return Printable.clean(file.toString(), LONGEST_PLACE);
    }

    private static void checkRegular(Path file) {
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw new GgufException(
                    path(file),
                    "this is a link to " + target(file) + ", which is not there",
                    "a GGUF file",
                    "Put the file there, or make the link anew.");
        }
        if (!Files.exists(file)) {
            throw new GgufException(
                    path(file), "there is no such file", "a GGUF file", "Check the path, or download the model.");
        }
        if (!Files.isRegularFile(file)) {
            throw new GgufException(
                    path(file),
                    Files.isDirectory(file) ? "this is a directory" : "this is not a regular file",
                    "a GGUF file",
                    Files.isDirectory(file) ? "Name the .gguf file inside." : "Name a .gguf file.");
        }
    }

    private static String target(Path link) {
        try {
            return path(Files.readSymbolicLink(link));
        } catch (IOException e) {
            return "somewhere"; // the link went away meanwhile
        }
    }

    private static FileState state(Path file) {
        try {
            return FileState.of(file);
        } catch (IOException e) {
            throw unmappable(file, e);
        }
    }

    private static MemorySegment map(Path file, Arena arena) {
        try {
            return MappedPages.map(file, arena);
        } catch (AccessDeniedException e) {
            throw new GgufException(
                    path(file), "the file may not be read", "read permission", "Change its permissions.", e);
        } catch (IOException e) {
            throw unmappable(file, e);
        }
    }

    private static GgufException unmappable(Path file, IOException e) {
        return new GgufException(
                path(file),
                "the file cannot be mapped into memory (" + FileFault.of(e) + ")",
                "a readable file on a local disk",
                "Check the disk, or copy the file to another one.",
                e);
    }

    private static int version(String place, int version) {
        if (version == 2 || version == 3) {
            return version;
        }
        if (version == 1) {
            throw new GgufException(
                    place,
                    "the file has GGUF version 1",
                    "version 2 or 3",
                    "Version 1 was in use for a few days of 2023; get a newer file of this model.");
        }
        int swapped = Integer.reverseBytes(version);
        if (swapped >= 1 && swapped <= 9) {
            throw new GgufException(
                    place,
                    "the file is big-endian (its version reads " + swapped + " backwards)",
                    "a little-endian file",
                    "Get the little-endian file, or convert this one with gguf_convert_endian.py.");
        }
        throw new GgufException(
                place,
                "the file has GGUF version " + Integer.toUnsignedString(version),
                "version 2 or 3",
                "Either the file is damaged, then download it again, or it needs a newer Cria.");
    }

    private static int alignment(String place, Metadata metadata) {
        int alignment = metadata.integer("general.alignment", DEFAULT_ALIGNMENT);
        if (alignment < 8 || alignment > LARGEST_ALIGNMENT || Integer.bitCount(alignment) != 1) {
            throw new GgufException(
                    place,
                    "metadata key 'general.alignment' is " + alignment,
                    "a power of two from 8 to " + LARGEST_ALIGNMENT,
                    GgufException.DAMAGED);
        }
        return alignment;
    }
}
