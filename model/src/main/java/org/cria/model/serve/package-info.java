/**
 * Many texts at once from one model: {@link org.cria.model.serve.Scheduler} computes the next token of each in one pass and reads waiting
 * prompts in between. Knows nothing of networks.
 */
@NullMarked
package org.cria.model.serve;

import org.jspecify.annotations.NullMarked;
