package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.cria.model.storage.FileState;

/**
 * One file, read and checked.
 *
 * @param place the file's name, for messages
 * @param bytes the whole file, read-only
 * @param tensors in file order
 * @param state of the file when it was mapped
 */
record Shard(
        String place, int version, MemorySegment bytes, Metadata metadata, List<TensorInfo> tensors, FileState state) {}
