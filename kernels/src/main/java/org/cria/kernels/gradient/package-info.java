/**
 * The pass back through a program: how much a loss changes with each weight. Every {@link org.cria.kernels.program.Step} has a derivative;
 * what a program's derivative is follows from its steps alone.
 */
@NullMarked
package org.cria.kernels.gradient;

import org.jspecify.annotations.NullMarked;
