/** What the command line calls things. */
@NullMarked
package org.cria.cli.wording;

import org.jspecify.annotations.NullMarked;
