/**
 * Low-rank tweaks of a model, as llama.cpp's converter and PEFT store them: an adapter's matrices become steps beside the model's own.
 *
 * @see <a href="https://arxiv.org/abs/2106.09685">LoRA: low-rank adaptation of large language models</a>
 */
@NullMarked
package org.cria.model.lora;

import org.jspecify.annotations.NullMarked;
