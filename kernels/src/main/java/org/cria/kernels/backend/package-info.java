/** The seam between a program and the device that runs it. */
@NullMarked
package org.cria.kernels.backend;

import org.jspecify.annotations.NullMarked;
