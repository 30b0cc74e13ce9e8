package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import org.cria.model.storage.FileState;

/**
 * A file that holds tensors of a model without being a GGUF, or memory that does.
 *
 * @param place the file's name, for messages
 * @param bytes all of it, read-only
 * @param state of the file when it was mapped, or of the one that the memory was made from
 */
public record MappedPart(String place, MemorySegment bytes, FileState state) {}
