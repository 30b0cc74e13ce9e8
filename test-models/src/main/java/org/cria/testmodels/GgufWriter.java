package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.cria.kernels.format.Format;

/**
 * Builds GGUF files for tests. It writes what it is told, without checks, so that wrong files can be built too.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the GGUF specification</a>
 */
public final class GgufWriter {
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private int version = 3;
    private int alignment = 32;

    record Pair(String key, GgufType type, Object value) {}

    /**
     * An entry of the tensor table.
     *
     * @param dimensions innermost first
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, which leaves it alone
    record Tensor(String name, int ggmlType, List<Long> dimensions, byte[] data) {}

    /** 3 unless set. */
    public GgufWriter version(int number) {
        version = number;
        return this;
    }

    /** Aligns tensors to {@code bytes} and says so in {@code general.alignment}. */
    public GgufWriter alignment(int bytes) {
        alignment = bytes;
        return u32("general.alignment", bytes);
    }

    public GgufWriter u8(String key, int value) {
        return put(key, GgufType.U8, value);
    }

    public GgufWriter i8(String key, int value) {
        return put(key, GgufType.I8, value);
    }

    public GgufWriter u16(String key, int value) {
        return put(key, GgufType.U16, value);
    }

    public GgufWriter i16(String key, int value) {
        return put(key, GgufType.I16, value);
    }

    public GgufWriter u32(String key, long value) {
        return put(key, GgufType.U32, value);
    }

    public GgufWriter i32(String key, int value) {
        return put(key, GgufType.I32, value);
    }

    /** Adds a u64, given by its bits. */
    public GgufWriter u64(String key, long value) {
        return put(key, GgufType.U64, value);
    }

    public GgufWriter i64(String key, long value) {
        return put(key, GgufType.I64, value);
    }

    public GgufWriter f32(String key, float value) {
        return put(key, GgufType.F32, value);
    }

    public GgufWriter f64(String key, double value) {
        return put(key, GgufType.F64, value);
    }

    public GgufWriter bool(String key, boolean value) {
        return put(key, GgufType.BOOL, value);
    }

    public GgufWriter string(String key, String value) {
        return put(key, GgufType.STRING, value);
    }

    /** A string of any bytes, UTF-8 or not. */
    public GgufWriter string(String key, byte[] value) {
        return put(key, GgufType.STRING, value.clone());
    }

    /** Adds a number for all layers, or an array of one for each. */
    public GgufWriter counts(String key, int... ofLayers) {
        return ofLayers.length == 1
                ? u32(key, ofLayers[0])
                : array(key, GgufType.I32, IntStream.of(ofLayers).boxed().toList());
    }

    /** Adds an array; {@link GgufArray#values()} says of what. */
    public GgufWriter array(String key, GgufType element, List<?> values) {
        return put(key, GgufType.ARRAY, new GgufArray(element, values));
    }

    /**
     * Adds a tensor; its data follows that of the one before, aligned.
     *
     * @param data encoded
     * @param dimensions innermost first
     */
    public GgufWriter tensor(String name, Format format, byte[] data, long... dimensions) {
        return tensor(name, format.ggmlType(), data, dimensions);
    }

    /** Adds a tensor in a format that need not exist. */
    public GgufWriter tensor(String name, int ggmlType, byte[] data, long... dimensions) {
        tensors.add(new Tensor(name, ggmlType, LongStream.of(dimensions).boxed().toList(), data.clone()));
        return this;
    }

    /** The file in memory. */
    public GgufImage image() {
        return new GgufLayout(alignment).image(version, pairs, tensors);
    }

    public byte[] bytes() {
        return image().bytes();
    }

    /** Writes the file and returns its path. */
    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    /**
     * Writes a split model: {@code stem-00001-of-00003.gguf} and so on, as llama.cpp's gguf-split does: all keys in the first
     * shard, the tensors dealt out in order.
     *
     * @return the shards' paths, in order
     */
    public List<Path> writeShards(Path folder, String stem, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            GgufWriter shard = new GgufWriter().version(version);
            shard.alignment = alignment;
            if (i == 0) {
                shard.pairs.addAll(pairs);
            } else {
                pairs.stream()
                        .filter(pair -> pair.key().equals("general.alignment"))
                        .forEach(shard.pairs::add);
            }
            shard.u16("split.no", i).u16("split.count", count).i32("split.tensors.count", tensors.size());
            shard.tensors.addAll(tensors.subList(tensors.size() * i / count, tensors.size() * (i + 1) / count));
            files.add(shard.write(folder.resolve(shardName(stem, i + 1, count))));
        }
        return files;
    }

    /** The name of a shard, such as {@code tiny-00001-of-00003.gguf}; {@code number} counts from 1. */
    public static String shardName(String stem, int number, int count) {
        return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", stem, number, count);
    }

    /** The same with an array where the key had another value. */
    public GgufWriter replacing(String key, GgufType element, List<?> values) {
        if (!pairs.removeIf(pair -> pair.key().equals(key))) {
            throw new IllegalArgumentException("there is no key " + key);
        }
        return array(key, element, values);
    }

    /** What there is by now. */
    List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    /** The same without a tensor. */
    public GgufWriter without(String tensor) {
        if (!tensors.removeIf(each -> each.name().equals(tensor))) {
            throw new IllegalArgumentException("there is no tensor " + tensor);
        }
        return this;
    }

    private GgufWriter put(String key, GgufType type, Object value) {
        pairs.add(new Pair(key, type, value));
        return this;
    }
}
