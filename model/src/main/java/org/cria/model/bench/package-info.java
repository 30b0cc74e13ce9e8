/** Measures how fast a model runs, by llama-bench's method, so that its numbers can be compared. */
@NullMarked
package org.cria.model.bench;

import org.jspecify.annotations.NullMarked;
