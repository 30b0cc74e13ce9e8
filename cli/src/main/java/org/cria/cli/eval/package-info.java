/** What {@code cria eval} found, in words, as bars, as a page and as JSON. */
@NullMarked
package org.cria.cli.eval;

import org.jspecify.annotations.NullMarked;
