@NullMarked
package org.cria.model.bench;

import org.jspecify.annotations.NullMarked;
