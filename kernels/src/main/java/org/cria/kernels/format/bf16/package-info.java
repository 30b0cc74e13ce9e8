@NullMarked
package org.cria.kernels.format.bf16;

import org.jspecify.annotations.NullMarked;
