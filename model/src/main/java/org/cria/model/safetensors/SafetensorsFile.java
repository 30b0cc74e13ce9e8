package org.cria.model.safetensors;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.cria.kernels.Count;
import org.cria.kernels.CriaException;
import org.cria.kernels.format.Little;
import org.cria.model.gguf.Printable;
import org.cria.model.json.JsonValue;
import org.cria.model.storage.FileFault;
import org.cria.model.storage.FileState;
import org.cria.model.storage.MappedPages;

/**
 * One file, mapped and checked.
 *
 * @param place the file's name, for messages
 * @param bytes the whole file, read-only
 * @param tensors in the header's order
 * @param state of the file when it was mapped
 */
public record SafetensorsFile(String place, MemorySegment bytes, List<StoredTensor> tensors, FileState state) {
    /** As the format's own library has it. */
    private static final long LONGEST_HEADER_BYTES = 100_000_000;

    private static final int NAME_CHARACTERS = 200;

    public SafetensorsFile {
        tensors = List.copyOf(tensors);
    }

    /**
     * Maps a file and checks all of it but the values.
     *
     * @param index of the file among those of its model, from 0
     * @param arena ends the mapping
     * @throws CheckpointException if it cannot be read, or breaks a rule of the format
     */
    static SafetensorsFile read(Path file, int index, Arena arena) {
        String place = place(file);
        FileState state;
        MemorySegment bytes;
        try {
            state = FileState.of(file);
            bytes = MappedPages.map(file, arena);
        } catch (AccessDeniedException e) {
            throw new CheckpointException(
                    place, "the file may not be read", "read permission", "Change its permissions.", e);
        } catch (IOException e) {
            throw new CheckpointException(
                    place,
                    "the file cannot be mapped into memory (" + FileFault.of(e) + ")",
                    "a readable file on a local disk",
                    "Check the disk, or copy the file to another one.",
                    e);
        }
        return new SafetensorsFile(place, bytes, tensors(place, bytes, index), state);
    }

    /** A file's name, as messages show it. */
    static String place(Path file) {
        Path name = file.getFileName();
        return Printable.clean(name == null ? file.toString() : name.toString(), NAME_CHARACTERS);
    }

    private static List<StoredTensor> tensors(String place, MemorySegment bytes, int index) {
        NotSafetensors.check(place, bytes);
        if (bytes.byteSize() < Long.BYTES) {
            throw truncated(
                    place, "the file has " + Count.of(bytes.byteSize(), "byte"), "8 of the header's length, and more");
        }
        long length = bytes.get(Little.LONG, 0);
        if (length < 0 || length > LONGEST_HEADER_BYTES) {
            throw damaged(
                    place,
                    "the header claims " + Long.toUnsignedString(length) + " bytes",
                    "at most " + LONGEST_HEADER_BYTES);
        }
        if (length > bytes.byteSize() - Long.BYTES) {
            throw truncated(
                    place,
                    "the header claims " + Count.of(length, "byte"),
                    "at most " + (bytes.byteSize() - Long.BYTES) + ", what is left of the file");
        }
        long start = Long.BYTES + length;
        JsonValue.Members header = header(place, bytes.asSlice(Long.BYTES, length));
        List<StoredTensor> tensors = new HeaderEntries(place, index, start).read(header);
        checkGapless(place, tensors, start, bytes.byteSize());
        return tensors;
    }

    private static JsonValue.Members header(String place, MemorySegment bytes) {
        if (bytes.byteSize() == 0 || bytes.get(ValueLayout.JAVA_BYTE, 0) != '{') {
            throw damaged(place, "the header does not begin with '{'", "a JSON object");
        }
        try {
            ByteBuffer raw = ByteBuffer.wrap(bytes.toArray(ValueLayout.JAVA_BYTE));
            String text = StandardCharsets.UTF_8.newDecoder().decode(raw).toString();
            if (JsonValue.parse(text) instanceof JsonValue.Members members) {
                return members;
            }
        } catch (CharacterCodingException e) {
            throw damaged(place, "the header is not UTF-8", "UTF-8");
        } catch (CriaException e) {
            String cause = Printable.clean(String.valueOf(e.getMessage()), NAME_CHARACTERS);
            throw damaged(place, "the header cannot be read (" + cause + ")", "a JSON object");
        }
        throw new AssertionError("what begins with a brace is an object");
    }

    /** Every byte of the data belongs to one tensor. */
    private static void checkGapless(String place, List<StoredTensor> tensors, long start, long end) {
        List<StoredTensor> ordered = tensors.stream()
                .sorted(Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::bytes))
                .toList();
        long at = start;
        for (StoredTensor tensor : ordered) {
            if (tensor.offset() != at) {
                throw damaged(
                        place,
                        "tensor " + HeaderEntries.quoted(tensor.name()) + " begins at byte " + (tensor.offset() - start)
                                + " of the data",
                        (at - start) + ", where the one before it ends: there is "
                                + (tensor.offset() < at ? "no overlap" : "no gap"));
            }
            at += tensor.bytes();
        }
        if (at > end) {
            throw truncated(
                    place,
                    "the data has " + Count.of(end - start, "byte"),
                    (at - start) + ", where the last tensor ends");
        }
        if (at < end) {
            throw damaged(
                    place,
                    "the data has " + Count.of(end - start, "byte"),
                    (at - start) + ", where the last tensor ends");
        }
    }

    private static CheckpointException damaged(String place, String found, String expected) {
        return new CheckpointException(place, found, expected, CheckpointException.DAMAGED);
    }

    private static CheckpointException truncated(String place, String found, String expected) {
        return new CheckpointException(place, found, expected, "The file is truncated; download it again.");
    }
}
