/** Grammars that texts are bound to: GBNF read and checked, and which tokens may come next. */
@NullMarked
package org.cria.model.grammar;

import org.jspecify.annotations.NullMarked;
