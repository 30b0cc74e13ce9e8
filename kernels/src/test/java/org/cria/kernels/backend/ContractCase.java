package org.cria.kernels.backend;

import java.util.List;
import org.cria.kernels.program.Program;

/**
 * A program and the batches that go through it, one after the other.
 *
 * @param name its shapes, for messages
 * @param cells of the cache that the batches use
 */
record ContractCase(String name, Program program, Settings settings, int cells, List<Batch> batches) {}
