@NullMarked
package org.cria.kernels.backend.tornado;

import org.jspecify.annotations.NullMarked;
