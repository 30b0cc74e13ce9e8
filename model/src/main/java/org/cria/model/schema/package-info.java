/** JSON schemas as grammars: what they allow, and what of them cannot be enforced. */
@NullMarked
package org.cria.model.schema;

import org.jspecify.annotations.NullMarked;
