/**
 * Reads a model as it is published on the Hugging Face hub, a folder with {@code config.json}, a tokenizer and safetensors, into what a
 * GGUF file holds of it: tensor names, the order of rows, metadata and vocabulary as llama.cpp's converter has them.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/convert_hf_to_gguf.py">convert_hf_to_gguf.py</a>
 */
@NullMarked
package org.cria.model.huggingface;

import org.jspecify.annotations.NullMarked;
