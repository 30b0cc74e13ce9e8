/** Reading one row of a weight matrix on the CPU, a class per format. */
@NullMarked
package org.cria.kernels.backend.cpu.rows;

import org.jspecify.annotations.NullMarked;
