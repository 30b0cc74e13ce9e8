@NullMarked
package org.cria.kernels.backend.cpu.x86.asm;

import org.jspecify.annotations.NullMarked;
