/** Tests of the checks of instructions. */
@NullMarked
package org.cria.model.eval.instruction;

import org.jspecify.annotations.NullMarked;
