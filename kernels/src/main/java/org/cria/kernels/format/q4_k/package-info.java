@NullMarked
package org.cria.kernels.format.q4_k;

import org.jspecify.annotations.NullMarked;
