@NullMarked
package org.cria.kernels.format.iq4_nl;

import org.jspecify.annotations.NullMarked;
