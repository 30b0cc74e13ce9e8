/** Tests of what {@code cria eval} prints, and of what it tells languages apart with. */
@NullMarked
package org.cria.cli.eval;

import org.jspecify.annotations.NullMarked;
