/**
 * Kernels: static methods that TornadoVM compiles for a device, one operator each. They follow its rules: data in arrays, what
 * changes between calls never in a number (numbers become constants of the compiled code), no library calls beyond a few of
 * Math, no {@code float} from bits.
 */
@NullMarked
package org.cria.kernels.backend.tornado.kernel;

import org.jspecify.annotations.NullMarked;
