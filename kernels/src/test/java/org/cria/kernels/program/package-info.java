/** What programs refuse when they are made, so that backends need not. */
@NullMarked
package org.cria.kernels.program;

import org.jspecify.annotations.NullMarked;
