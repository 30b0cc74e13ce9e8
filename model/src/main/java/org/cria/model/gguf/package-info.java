/**
 * Reads GGUF files (read-only, memory-mapped, every number in the file checked before it is used) and writes them.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the GGUF specification</a>
 */
@NullMarked
package org.cria.model.gguf;

import org.jspecify.annotations.NullMarked;
