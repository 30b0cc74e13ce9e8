/** The chat page in the browser: its files and the scripts of its libraries, all from the class path. */
@NullMarked
package org.cria.server.page;

import org.jspecify.annotations.NullMarked;
