@NullMarked
package org.cria.kernels.backend.tornado.device;

import org.jspecify.annotations.NullMarked;
