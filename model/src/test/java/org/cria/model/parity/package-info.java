/** Does Cria predict what llama.cpp predicts? See docs/parity.md. */
@NullMarked
package org.cria.model.parity;

import org.jspecify.annotations.NullMarked;
