/** The CPU backend: Vector API loops over the mapped weights, with a plain Java fallback. */
@NullMarked
package org.cria.kernels.backend.cpu;

import org.jspecify.annotations.NullMarked;
