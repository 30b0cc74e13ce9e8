/** Steps become fused operators, and these become launches of kernels. */
@NullMarked
package org.cria.kernels.backend.tornado.lower;

import org.jspecify.annotations.NullMarked;
