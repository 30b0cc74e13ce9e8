/** Students and their teachers. */
@NullMarked
package org.cria.model.distil;

import org.jspecify.annotations.NullMarked;
