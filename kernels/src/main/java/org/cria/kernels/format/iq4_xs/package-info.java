@NullMarked
package org.cria.kernels.format.iq4_xs;

import org.jspecify.annotations.NullMarked;
