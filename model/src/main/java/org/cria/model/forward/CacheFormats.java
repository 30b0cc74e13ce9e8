package org.cria.model.forward;

import org.cria.kernels.format.Format;

/** How a cache is kept. */
public record CacheFormats(Format keys, Format values) {}
