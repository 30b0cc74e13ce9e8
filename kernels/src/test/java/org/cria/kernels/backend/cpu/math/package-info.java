/** Functions of floats whose bits do not depend on how they are computed. */
@NullMarked
package org.cria.kernels.backend.cpu.math;

import org.jspecify.annotations.NullMarked;
