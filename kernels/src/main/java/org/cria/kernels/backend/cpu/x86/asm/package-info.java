/** An assembler for the x86-64 instructions that the assembled kernels use, and no others. */
@NullMarked
package org.cria.kernels.backend.cpu.x86.asm;

import org.jspecify.annotations.NullMarked;
