/** What {@code cria quantize} takes and tells. */
@NullMarked
package org.cria.cli.quantise;

import org.jspecify.annotations.NullMarked;
