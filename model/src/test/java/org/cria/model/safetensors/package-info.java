@NullMarked
package org.cria.model.safetensors;

import org.jspecify.annotations.NullMarked;
