/** How files are written. */
@NullMarked
package org.cria.model.storage;

import org.jspecify.annotations.NullMarked;
