@NullMarked
package org.cria.kernels.check.tune;

import org.jspecify.annotations.NullMarked;
