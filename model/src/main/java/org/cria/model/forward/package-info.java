/** Sessions over a compiled model: which tokens are in the cache, and what has to be computed. */
@NullMarked
package org.cria.model.forward;

import org.jspecify.annotations.NullMarked;
