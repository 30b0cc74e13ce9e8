@NullMarked
package org.cria.kernels.format.q3_k;

import org.jspecify.annotations.NullMarked;
