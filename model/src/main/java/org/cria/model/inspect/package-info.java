/** What a model file is, told without loading it: kind, size, formats, tensors. Files that Cria cannot run included. */
@NullMarked
package org.cria.model.inspect;

import org.jspecify.annotations.NullMarked;
