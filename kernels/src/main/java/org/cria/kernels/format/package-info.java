@NullMarked
package org.cria.kernels.format;

import org.jspecify.annotations.NullMarked;
