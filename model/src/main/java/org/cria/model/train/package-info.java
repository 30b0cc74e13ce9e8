/**
 * Training: what a model is to say becomes tokens, a loss, derivatives and small steps of the values that are trained.
 *
 * @see <a href="https://arxiv.org/abs/2106.09685">LoRA: low-rank adaptation of large language models</a>
 */
@NullMarked
package org.cria.model.train;

import org.jspecify.annotations.NullMarked;
