@NullMarked
package org.cria.model.gguf;

import org.jspecify.annotations.NullMarked;
