@NullMarked
package org.cria.kernels.format.q4_0;

import org.jspecify.annotations.NullMarked;
