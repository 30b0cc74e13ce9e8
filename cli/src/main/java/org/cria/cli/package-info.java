/** The programs that the launcher starts, and the commands: parse, delegate, print. What they share is in packages that know none of them. */
@NullMarked
package org.cria.cli;

import org.jspecify.annotations.NullMarked;
