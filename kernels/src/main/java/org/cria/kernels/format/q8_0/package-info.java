@NullMarked
package org.cria.kernels.format.q8_0;

import org.jspecify.annotations.NullMarked;
