@NullMarked
package org.cria.model.pattern;

import org.jspecify.annotations.NullMarked;
