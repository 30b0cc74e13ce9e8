/** Looks into a device that may be wrong or slow, on a user's own model. */
@NullMarked
package org.cria.model.doctor;

import org.jspecify.annotations.NullMarked;
