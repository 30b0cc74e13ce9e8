/** Instructions whose keeping a program can tell: the 25 kinds of IFEval. */
@NullMarked
package org.cria.model.eval.instruction;

import org.jspecify.annotations.NullMarked;
