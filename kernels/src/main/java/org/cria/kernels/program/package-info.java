/** The forward pass as data: steps over named buffers and weights. */
@NullMarked
package org.cria.kernels.program;

import org.jspecify.annotations.NullMarked;
