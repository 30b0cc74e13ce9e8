/** A model's part in the laboratory for kernels: its operators. */
@NullMarked
package org.cria.model.lab;

import org.jspecify.annotations.NullMarked;
