/** TornadoVM 5.2's API under its own names, written anew: what kernels and host code of Cria use, and no more. Host code runs as it would on
 * the real thing; tasks are handed to {@link org.cria.emulator}. */
@NullMarked
package uk.ac.manchester.tornado.api;

import org.jspecify.annotations.NullMarked;
