/** From logits to the next token, and from text to where a reply ends. Sees neither models nor backends. */
@NullMarked
package org.cria.model.sample;

import org.jspecify.annotations.NullMarked;
