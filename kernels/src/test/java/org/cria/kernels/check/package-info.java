@NullMarked
package org.cria.kernels.check;

import org.jspecify.annotations.NullMarked;
