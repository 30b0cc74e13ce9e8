@NullMarked
package org.cria.kernels.format.q5_k;

import org.jspecify.annotations.NullMarked;
