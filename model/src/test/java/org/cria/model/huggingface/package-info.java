@NullMarked
package org.cria.model.huggingface;

import org.jspecify.annotations.NullMarked;
