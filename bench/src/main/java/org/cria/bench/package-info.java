/** Benchmarks of the CPU backend's operators. */
@NullMarked
package org.cria.bench;

import org.jspecify.annotations.NullMarked;
