/** Guesses of how a text goes on, several of which a model checks in one pass. */
@NullMarked
package org.cria.model.speculation;

import org.jspecify.annotations.NullMarked;
