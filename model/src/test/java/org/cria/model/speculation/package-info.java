@NullMarked
package org.cria.model.speculation;

import org.jspecify.annotations.NullMarked;
