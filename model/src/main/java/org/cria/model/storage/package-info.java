/** How files are written, and watched while they are in use. */
@NullMarked
package org.cria.model.storage;

import org.jspecify.annotations.NullMarked;
