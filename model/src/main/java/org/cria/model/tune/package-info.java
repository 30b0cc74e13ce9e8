/** Tunes a device for a user's own model. */
@NullMarked
package org.cria.model.tune;

import org.jspecify.annotations.NullMarked;
