package org.cria.kernels.backend.cpu.x86.asm;

/** What the last source of an instruction may be. */
public sealed interface Operand permits Gpr, Vec, Mem {}
