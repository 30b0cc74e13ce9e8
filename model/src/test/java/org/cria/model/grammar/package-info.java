@NullMarked
package org.cria.model.grammar;

import org.jspecify.annotations.NullMarked;
