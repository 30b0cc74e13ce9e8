package org.cria.testmodels;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Builds safetensors files for tests, without checks.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class SafetensorsWriter {
    private final List<Entry> entries = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // private to this class, which leaves it alone
    private record Entry(String name, String dtype, List<Long> shape, byte[] data) {}

    /**
     * Adds a tensor, whose data follows that of the one before.
     *
     * @param dtype such as {@code F32}
     * @param shape outermost dimension first
     */
    public SafetensorsWriter tensor(String name, String dtype, byte[] data, long... shape) {
        entries.add(new Entry(name, dtype, LongStream.of(shape).boxed().toList(), data.clone()));
        return this;
    }

    /** The names of all tensors, in order. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    /** The entries of the header, without the braces around them. */
    public String header() {
        List<String> texts = new ArrayList<>(List.of("\"__metadata__\":{\"format\":\"pt\"}"));
        long at = 0;
        for (Entry entry : entries) {
            texts.add("\"" + entry.name() + "\":{\"dtype\":\"" + entry.dtype() + "\",\"shape\":"
                    + entry.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))
                    + ",\"data_offsets\":[" + at + "," + (at + entry.data().length) + "]}");
            at += entry.data().length;
        }
        return String.join(",", texts);
    }

    /** The data of all tensors. */
    public byte[] data() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        entries.forEach(entry -> data.writeBytes(entry.data()));
        return data.toByteArray();
    }

    /** The file. */
    public byte[] bytes() {
        return file("{" + header() + "}", data());
    }

    /** A file of any header and data; the header is padded with spaces to a multiple of 8 bytes. */
    public static byte[] file(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] padded = (header + " ".repeat((8 - text.length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
        return file(padded.length, padded, data);
    }

    /** A file whose header need not be as long as it says. */
    public static byte[] file(long length, byte[] header, byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int i = 0; i < Long.BYTES; i++) {
            file.write((int) (length >>> (8 * i)));
        }
        file.writeBytes(header);
        file.writeBytes(data);
        return file.toByteArray();
    }

    /** Writes the file and returns its path. */
    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    /** Writes the tensors to several files and an index of them, as the hub has it. */
    public void writeShards(Path folder, int count) throws IOException {
        List<String> index = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SafetensorsWriter shard = new SafetensorsWriter();
            shard.entries.addAll(entries.subList(entries.size() * i / count, entries.size() * (i + 1) / count));
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, count);
            shard.write(folder.resolve(name));
            shard.names().forEach(tensor -> index.add("\"" + tensor + "\":\"" + name + "\""));
        }
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\":{},\"weight_map\":{" + String.join(",", index) + "}}");
    }
}
