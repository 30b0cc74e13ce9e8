package org.cria.model.storage;

import java.lang.foreign.MemorySegment;

/** Pages of mapped files. */
public final class MappedPages {
    private MappedPages() {}

    /**
     * Lets go of the memory that a part of a file takes; it comes from the file again when it is next read. Nothing happens to what is not
     * mapped.
     *
     * @param part of a file that is mapped to be read
     */
    public static void release(MemorySegment part) {
        if (part.isMapped()) {
            part.unload();
        }
    }
}
