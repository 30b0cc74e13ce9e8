@NullMarked
package org.cria.kernels.format.q2_k;

import org.jspecify.annotations.NullMarked;
