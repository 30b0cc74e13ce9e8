/** Sessions against fresh ones, the cache's book-keeping against a naive model. */
@NullMarked
package org.cria.model.forward;

import org.jspecify.annotations.NullMarked;
