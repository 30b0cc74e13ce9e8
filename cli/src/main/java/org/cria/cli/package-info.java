/** The command line: parse, delegate, print. */
@NullMarked
package org.cria.cli;

import org.jspecify.annotations.NullMarked;
