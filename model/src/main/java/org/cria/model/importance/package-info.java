/**
 * How much errors in the columns of matrices matter: files of it, in llama.cpp's forms.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/imatrix">llama-imatrix</a>
 */
@NullMarked
package org.cria.model.importance;

import org.jspecify.annotations.NullMarked;
