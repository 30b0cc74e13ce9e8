/** Measures of quality against numbers worked out otherwise. */
@NullMarked
package org.cria.model.measure;

import org.jspecify.annotations.NullMarked;
