/** The laboratory, on the CPU and the emulator. */
@org.jspecify.annotations.NullMarked
package org.cria.kernels.lab;
