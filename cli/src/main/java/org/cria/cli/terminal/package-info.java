/** What is particular about writing to a terminal. */
@NullMarked
package org.cria.cli.terminal;

import org.jspecify.annotations.NullMarked;
