/** Texts that users give: from files, from standard input, and as arguments. */
@NullMarked
package org.cria.cli.text;

import org.jspecify.annotations.NullMarked;
