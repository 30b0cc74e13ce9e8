/** What every backend promises, checked against arithmetic in double. */
@NullMarked
package org.cria.kernels.backend;

import org.jspecify.annotations.NullMarked;
