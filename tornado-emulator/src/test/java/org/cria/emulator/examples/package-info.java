/** Kernels of the kinds that TornadoVM's public examples and language models have, in our own words. */
@NullMarked
package org.cria.emulator.examples;

import org.jspecify.annotations.NullMarked;
