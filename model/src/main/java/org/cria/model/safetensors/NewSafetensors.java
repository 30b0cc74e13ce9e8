package org.cria.model.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.cria.model.json.JsonValue;
import org.cria.model.storage.AtomicFile;

/**
 * A safetensors file to be written, of F32 values and of bytes. It appears under its name when it is whole, in place of one that was there.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class NewSafetensors {
    private static final int PART_VALUES = 1 << 18;

    private final List<Entry> entries = new ArrayList<>();

    private sealed interface Contents {
        /** In bytes. */
        long length();
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Floats(float[] values) implements Contents {
        @Override
        public long length() {
            return (long) values.length * Float.BYTES;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Raw(byte[] values) implements Contents {
        @Override
        public long length() {
            return values.length;
        }
    }

    private record Entry(String name, String type, List<Long> shape, Contents contents) {}

    /**
     * Adds a tensor.
     *
     * @param values row by row; they stay as they are until the file is written
     * @param shape outermost dimension first
     */
    public NewSafetensors add(String name, float[] values, long... shape) {
        return add(new Entry(name, "F32", Arrays.stream(shape).boxed().toList(), new Floats(values)));
    }

    /** Adds bytes as a tensor of one dimension. */
    public NewSafetensors add(String name, byte[] bytes) {
        return add(new Entry(name, "U8", List.of((long) bytes.length), new Raw(bytes)));
    }

    private NewSafetensors add(Entry entry) {
        if (entries.stream().anyMatch(other -> other.name.equals(entry.name))) {
            throw new IllegalArgumentException("tensor '" + entry.name + "' is there twice");
        }
        entries.add(entry);
        return this;
    }

    /**
     * Writes the file.
     *
     * @param file in a folder that is there
     */
    public void write(Path file) throws IOException {
        AtomicFile.replace(file, this::write);
    }

    private void write(FileChannel target) throws IOException {
        byte[] header = header();
        ByteBuffer length = buffer(Long.BYTES).putLong(header.length).flip();
        put(target, length);
        put(target, ByteBuffer.wrap(header));
        for (Entry entry : entries) {
            switch (entry.contents) {
                case Raw(byte[] values) -> put(target, ByteBuffer.wrap(values));
                case Floats(float[] values) -> put(target, values);
            }
        }
    }

    /** The first tensor's data begins at a multiple of 8 bytes, as readers like it. */
    private byte[] header() {
        List<String> texts = new ArrayList<>();
        texts.add("\"__metadata__\":{\"format\":\"pt\"}");
        long at = 0;
        for (Entry entry : entries) {
            String shape = entry.shape.stream().map(String::valueOf).collect(Collectors.joining(","));
            long end = at + entry.contents.length();
            texts.add(JsonValue.quoted(entry.name) + ":{\"dtype\":\"" + entry.type + "\",\"shape\":[" + shape
                    + "],\"data_offsets\":[" + at + "," + end + "]}");
            at = end;
        }
        String text = "{" + String.join(",", texts) + "}";
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        int padding = (Long.BYTES - bytes % Long.BYTES) % Long.BYTES;
        return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }

    private static void put(FileChannel target, float[] values) throws IOException {
        ByteBuffer part = buffer(Math.min(values.length, PART_VALUES) * Float.BYTES);
        for (int from = 0; from < values.length; from += PART_VALUES) {
            int count = Math.min(PART_VALUES, values.length - from);
            part.clear().asFloatBuffer().put(values, from, count);
            put(target, part.limit(count * Float.BYTES));
        }
    }

    private static void put(FileChannel target, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
