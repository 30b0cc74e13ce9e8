/** Operators of a device beside the CPU backend on the same values: in which shapes, on which values, how far apart they may be. */
@NullMarked
package org.cria.kernels.check.compare;

import org.jspecify.annotations.NullMarked;
