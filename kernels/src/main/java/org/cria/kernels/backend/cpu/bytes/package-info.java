/** Products of encoded weights and activations in 8 bits: what they are, to the bit, and in plain Java. */
@NullMarked
package org.cria.kernels.backend.cpu.bytes;

import org.jspecify.annotations.NullMarked;
