/** Model families: what a file's keys and tensors mean, as a program. A family is one file. */
@NullMarked
package org.cria.model.family;

import org.jspecify.annotations.NullMarked;
