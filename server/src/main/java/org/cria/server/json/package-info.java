/** JSON from strangers: every field is checked, and what is wrong is named. */
@NullMarked
package org.cria.server.json;

import org.jspecify.annotations.NullMarked;
