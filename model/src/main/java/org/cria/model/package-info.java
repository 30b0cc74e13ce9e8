/** The Java API: open a model, open a session, stream tokens. */
@NullMarked
package org.cria.model;

import org.jspecify.annotations.NullMarked;
