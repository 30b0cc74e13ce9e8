/** The Java API from a file to text. */
@NullMarked
package org.cria.model;

import org.jspecify.annotations.NullMarked;
