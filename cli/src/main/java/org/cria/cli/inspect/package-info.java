/** What {@code cria inspect} tells of a file. */
@NullMarked
package org.cria.cli.inspect;

import org.jspecify.annotations.NullMarked;
