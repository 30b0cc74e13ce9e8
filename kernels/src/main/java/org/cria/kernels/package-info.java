@NullMarked
package org.cria.kernels;

import org.jspecify.annotations.NullMarked;
