/** The GPU backend on TornadoVM's emulator, which is part of this build: slow, and it tells right from wrong. */
@NullMarked
package org.cria.kernels.backend.emulator;

import org.jspecify.annotations.NullMarked;
