package org.cria.kernels.backend.tornado.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/**
 * A cache between two devices of the same program.
 *
 * @param layers for each layer of the program, for each cache that it uses, keys and values of all cells
 */
public record SavedCache(List<List<LayerCells>> layers) {
    public static final SavedCache NONE = new SavedCache(List.of());

    /** Keys and values of one layer's cache: [cells, columns] each, as they are stored. */
    public record LayerCells(MemorySegment keys, MemorySegment values) {}

    /** Views of what a device has brought to the host. */
    public static SavedCache of(Layout layout, Memory memory) {
        List<List<LayerCells>> layers = new ArrayList<>();
        for (Layout.Place place : layout.places()) {
            layers.add(memory.caches(place.segment()).stream()
                    .map(cache -> new LayerCells(
                            layer(cache.keys(), place.number(), cache.layers()),
                            layer(cache.values(), place.number(), cache.layers())))
                    .toList());
        }
        return new SavedCache(layers);
    }

    /** Puts everything into the arrays of another device, which have room for as many cells or more. */
    public void into(Layout layout, Memory memory) {
        SavedCache target = of(layout, memory);
        for (int layer = 0; layer < layers.size(); layer++) {
            for (int i = 0; i < layers.get(layer).size(); i++) {
                LayerCells from = layers.get(layer).get(i);
                LayerCells to = target.layers.get(layer).get(i);
                to.keys().asSlice(0, from.keys().byteSize()).copyFrom(from.keys());
                to.values().asSlice(0, from.values().byteSize()).copyFrom(from.values());
            }
        }
    }

    /** The cells of one of a segment's layers. */
    public static MemorySegment layer(TornadoNativeArray array, int number, int layers) {
        MemorySegment all = array.getSegment();
        long bytes = all.byteSize() / layers;
        return all.asSlice(number * bytes, bytes);
    }
}
