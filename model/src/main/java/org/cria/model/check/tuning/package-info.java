/** What tuning has found for devices: taken when a model runs there. */
@NullMarked
package org.cria.model.check.tuning;

import org.jspecify.annotations.NullMarked;
