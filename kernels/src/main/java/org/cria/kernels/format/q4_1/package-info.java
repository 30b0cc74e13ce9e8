@NullMarked
package org.cria.kernels.format.q4_1;

import org.jspecify.annotations.NullMarked;
