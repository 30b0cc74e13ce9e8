/** The arrays of a program on a device, and what the host keeps of them. */
@NullMarked
package org.cria.kernels.backend.tornado.memory;

import org.jspecify.annotations.NullMarked;
