/** The figures with which a device runs a program fastest, and as right as before. */
@NullMarked
package org.cria.kernels.check.tune;

import org.jspecify.annotations.NullMarked;
