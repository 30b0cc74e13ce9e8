/**
 * A small model learns what a large one says: not which token comes, but how likely each is.
 *
 * @see <a href="https://arxiv.org/abs/1503.02531">Distilling the knowledge in a neural network</a>
 */
@NullMarked
package org.cria.model.distil;

import org.jspecify.annotations.NullMarked;
