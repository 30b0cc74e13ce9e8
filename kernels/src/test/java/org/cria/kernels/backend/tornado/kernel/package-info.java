@NullMarked
package org.cria.kernels.backend.tornado.kernel;

import org.jspecify.annotations.NullMarked;
