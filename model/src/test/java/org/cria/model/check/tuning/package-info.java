@NullMarked
package org.cria.model.check.tuning;

import org.jspecify.annotations.NullMarked;
