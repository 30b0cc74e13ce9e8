/** Products of encoded weights and 8-bit activations in machine code that is assembled when it is needed. */
@NullMarked
package org.cria.kernels.backend.cpu.x86;

import org.jspecify.annotations.NullMarked;
