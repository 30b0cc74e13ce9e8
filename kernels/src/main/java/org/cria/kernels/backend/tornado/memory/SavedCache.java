package org.cria.kernels.backend.tornado.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * A cache between two devices of the same program.
 *
 * @param layers for each layer of the program, for each cache that it uses, keys and values of all cells
 */
public record SavedCache(List<List<LayerCells>> layers) {
    public static final SavedCache NONE = new SavedCache(List.of());

    /** Keys and values of one layer's cache. */
    public record LayerCells(CachedLayer keys, CachedLayer values) {}

    /** Views of what a device has brought to the host. */
    public static SavedCache of(Layout layout, Memory memory) {
        List<List<LayerCells>> layers = new ArrayList<>();
        for (Layout.Place place : layout.places()) {
            layers.add(memory.caches(place.segment()).stream()
                    .map(cache -> cache.layer(place.number()))
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
                to.keys().copyFrom(from.keys());
                to.values().copyFrom(from.values());
            }
        }
    }
}
