@NullMarked
package org.cria.model.json;

import org.jspecify.annotations.NullMarked;
