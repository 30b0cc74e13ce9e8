@NullMarked
package org.cria.model.check;

import org.jspecify.annotations.NullMarked;
