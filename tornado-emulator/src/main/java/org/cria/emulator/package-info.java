/** The public face of the emulator: what it watches, what it found, what it counted. */
@NullMarked
package org.cria.emulator;

import org.jspecify.annotations.NullMarked;
