/** Whether a model keeps to its instructions while a conversation outgrows the context. */
@NullMarked
package org.cria.model.adherence;

import org.jspecify.annotations.NullMarked;
