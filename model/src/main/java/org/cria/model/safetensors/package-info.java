/**
 * Reads safetensors files: read-only, memory-mapped, every rule of the format checked before a value is used.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
@NullMarked
package org.cria.model.safetensors;

import org.jspecify.annotations.NullMarked;
