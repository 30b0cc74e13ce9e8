@NullMarked
package org.cria.kernels.format.f16;

import org.jspecify.annotations.NullMarked;
