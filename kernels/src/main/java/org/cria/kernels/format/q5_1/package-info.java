@NullMarked
package org.cria.kernels.format.q5_1;

import org.jspecify.annotations.NullMarked;
