/** Tests of the emulator: right kernels run right and clean, wrong ones are found. */
@NullMarked
package org.cria.emulator;

import org.jspecify.annotations.NullMarked;
