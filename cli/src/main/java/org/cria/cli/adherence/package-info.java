/** What {@code cria eval adherence} found, in words, as a plot and as JSON. */
@NullMarked
package org.cria.cli.adherence;

import org.jspecify.annotations.NullMarked;
