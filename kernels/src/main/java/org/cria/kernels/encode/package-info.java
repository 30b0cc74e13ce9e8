/**
 * Encodes values in the formats of {@link org.cria.kernels.format}, with the bytes that llama.cpp's tools choose.
 *
 * <p>Sums are taken in the order in which llama.cpp takes them, without fused multiplications: its tools are built for any x86-64. Groups
 * of values stand side by side in vectors, so that the order inside each stays.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">ggml-quants.c</a>
 */
@NullMarked
package org.cria.kernels.encode;

import org.jspecify.annotations.NullMarked;
