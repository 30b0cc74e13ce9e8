/** What model families make of a file, and what they refuse. */
@NullMarked
package org.cria.model.family;

import org.jspecify.annotations.NullMarked;
