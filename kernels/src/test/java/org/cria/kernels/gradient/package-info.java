@NullMarked
package org.cria.kernels.gradient;

import org.jspecify.annotations.NullMarked;
