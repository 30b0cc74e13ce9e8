/** Text that a model generates, token by token. */
@NullMarked
package org.cria.model.generation;

import org.jspecify.annotations.NullMarked;
