@NullMarked
package org.cria.model.quantise;

import org.jspecify.annotations.NullMarked;
