/**
 * Kernels as bytecode: finding a task's method, refusing what devices refuse, and copying it with every access
 * watched.
 */
@NullMarked
package org.cria.emulator.bytecode;

import org.jspecify.annotations.NullMarked;
