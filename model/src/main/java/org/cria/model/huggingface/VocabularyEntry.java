package org.cria.model.huggingface;

import org.cria.model.tokenizer.PieceType;

/**
 * A piece of a vocabulary as a file has it.
 *
 * @param score the higher, the earlier SentencePiece merges it
 */
record VocabularyEntry(String text, float score, PieceType type) {}
