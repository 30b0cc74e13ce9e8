@NullMarked
package org.cria.model.saved;

import org.jspecify.annotations.NullMarked;
