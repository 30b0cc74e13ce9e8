/**
 * Text to tokens and back: SentencePiece as Llama 2 uses it, byte-level BPE as Llama 3 uses it. Everything here is read from a
 * GGUF file's metadata and immutable afterwards.
 */
@NullMarked
package org.cria.model.tokenizer;

import org.jspecify.annotations.NullMarked;
