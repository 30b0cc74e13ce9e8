/** Measures of a model's quality. */
@NullMarked
package org.cria.model.measure;

import org.jspecify.annotations.NullMarked;
