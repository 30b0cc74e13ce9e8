/** Measures of quality against numbers worked out otherwise. */
@NullMarked
package org.cria.model.train;

import org.jspecify.annotations.NullMarked;
