/** The built-in model: what it has to be able to do. */
@NullMarked
package org.cria.cli.builtin;

import org.jspecify.annotations.NullMarked;
