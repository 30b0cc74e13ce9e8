@NullMarked
package org.cria.model.schema;

import org.jspecify.annotations.NullMarked;
