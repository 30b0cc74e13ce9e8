package org.cria.kernels.backend.tornado.memory;

/**
 * What a device's arrays have room for.
 *
 * @param rows the most of a pass
 * @param cells of the cache
 * @param positions beyond the last one of any token
 */
public record Capacity(int rows, int cells, int positions) {}
