/** Which devices TornadoVM has, and the sizes that suit them. */
@NullMarked
package org.cria.kernels.backend.tornado.device;

import org.jspecify.annotations.NullMarked;
