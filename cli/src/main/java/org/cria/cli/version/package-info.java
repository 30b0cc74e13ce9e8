/** Which Cria this is. */
@NullMarked
package org.cria.cli.version;

import org.jspecify.annotations.NullMarked;
