@NullMarked
package org.cria.model.importance;

import org.jspecify.annotations.NullMarked;
