/**
 * How much errors in the columns of matrices matter: gathered from a text, written and read in llama.cpp's forms.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/imatrix">llama-imatrix</a>
 */
@NullMarked
package org.cria.model.importance;

import org.jspecify.annotations.NullMarked;
