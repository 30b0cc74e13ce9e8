@NullMarked
package org.cria.model.eval;

import org.jspecify.annotations.NullMarked;
