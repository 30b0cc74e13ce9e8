/** Model files: by name, in folders, and the built-in one. */
@NullMarked
package org.cria.cli.models;

import org.jspecify.annotations.NullMarked;
