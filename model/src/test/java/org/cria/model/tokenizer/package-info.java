@NullMarked
package org.cria.model.tokenizer;

import org.jspecify.annotations.NullMarked;
