/** Conversations in files: all or nothing, and only for the model that they were held with. */
@NullMarked
package org.cria.model.saved;

import org.jspecify.annotations.NullMarked;
