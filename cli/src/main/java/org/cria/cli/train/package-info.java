/** What commands that train have in common: their options, and how they tell what becomes of the loss. */
@NullMarked
package org.cria.cli.train;

import org.jspecify.annotations.NullMarked;
