/**
 * Quantises GGUF files: which tensor gets which format, and the bytes, are llama.cpp's.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-quant.cpp">llama-quant.cpp</a>
 */
@NullMarked
package org.cria.model.quantise;

import org.jspecify.annotations.NullMarked;
