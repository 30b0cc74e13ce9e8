@NullMarked
package org.cria.model.inspect;

import org.jspecify.annotations.NullMarked;
