@NullMarked
package org.cria.kernels.format.q6_k;

import org.jspecify.annotations.NullMarked;
