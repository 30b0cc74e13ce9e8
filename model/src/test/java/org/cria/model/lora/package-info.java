/** Adapters beside models. */
@NullMarked
package org.cria.model.lora;

import org.jspecify.annotations.NullMarked;
