/** What a model can do, in the figures that leaderboards have: tasks as data, prompts and scores as lm-evaluation-harness 0.4.13 has them. */
@NullMarked
package org.cria.model.eval;

import org.jspecify.annotations.NullMarked;
