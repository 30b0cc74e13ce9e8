package org.cria.kernels.check.compare;

import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Values;

/**
 * What an operator runs on once.
 *
 * @param before what is in the buffers and the cache that it reads
 */
public record TestInput(Batch batch, Values before) {}
