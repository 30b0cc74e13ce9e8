@NullMarked
package org.cria.kernels.backend.cpu.x86;

import org.jspecify.annotations.NullMarked;
