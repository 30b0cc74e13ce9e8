@NullMarked
package org.cria.kernels.backend.cpu.bytes;

import org.jspecify.annotations.NullMarked;
