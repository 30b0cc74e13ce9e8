/**
 * What TornadoVM turns into wrong values without a word, or refuses, found in the bytecode of kernels: no device, no
 * run. {@link org.cria.emulator.lint.Lint} is the door; {@link org.cria.emulator.lint.LintRule} lists what it knows.
 */
@NullMarked
package org.cria.emulator.lint;

import org.jspecify.annotations.NullMarked;
