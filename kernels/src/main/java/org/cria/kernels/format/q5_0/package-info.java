@NullMarked
package org.cria.kernels.format.q5_0;

import org.jspecify.annotations.NullMarked;
