package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.kernels.backend.tornado.kernel.Cache;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The keys, or the values, of one layer's cache in every layer of a segment: [layers, cells, columns], as {@link Cache} has them. */
public final class CachedArrays {
    private final Format format;
    private final int layers;
    private final int cells;
    private final int columns;
    private final Optional<FloatArray> floats;
    private final Optional<IntArray> words;

    /** @param columns of a cell in a layer */
    CachedArrays(Format format, int layers, int cells, int columns) {
        this.format = format;
        this.layers = layers;
        this.cells = cells;
        this.columns = columns;
        this.floats = size(floats()).map(FloatArray::new);
        this.words = size(words()).map(IntArray::new);
    }

    private Optional<Integer> size(int ofCell) {
        return ofCell == 0 ? Optional.empty() : Optional.of(Math.toIntExact((long) layers * cells * ofCell));
    }

    /** A format as kernels take it. */
    static int kind(Format format) {
        return format.equals(Formats.F32) ? Cache.F32 : format.equals(Formats.F16) ? Cache.F16 : Cache.Q8_0;
    }

    private int floats() {
        return Cache.floats(columns, kind(format));
    }

    private int words() {
        return Cache.words(columns, kind(format));
    }

    /** Elements of a cell in a layer in the array that has more of them. */
    public int elements() {
        return Math.max(floats(), words());
    }

    /** The arrays, one or two. */
    public List<TornadoNativeArray> all() {
        return Stream.of(floats, words)
                .<TornadoNativeArray>flatMap(Optional::stream)
                .toList();
    }

    FloatArray floats(FloatArray standIn) {
        return floats.orElse(standIn);
    }

    IntArray words(IntArray standIn) {
        return words.orElse(standIn);
    }

    /** A view of one of the segment's layers. */
    CachedLayer layer(int number) {
        return new CachedLayer(
                format,
                columns,
                floats.map(array -> part(array, number)).orElse(MemorySegment.NULL),
                words.map(array -> part(array, number)).orElse(MemorySegment.NULL));
    }

    private MemorySegment part(TornadoNativeArray array, int number) {
        MemorySegment all = array.getSegment();
        long bytes = all.byteSize() / layers;
        return all.asSlice(number * bytes, bytes);
    }
}
