/** What goes wrong, in one clear line. */
@NullMarked
package org.cria.cli.failure;

import org.jspecify.annotations.NullMarked;
