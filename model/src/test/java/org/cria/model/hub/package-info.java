/** Tests of the hub and its cache. */
@NullMarked
package org.cria.model.hub;

import org.jspecify.annotations.NullMarked;
