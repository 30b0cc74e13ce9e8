/** The options of a server. */
@NullMarked
package org.cria.cli.serve;

import org.jspecify.annotations.NullMarked;
