package org.cria.model.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.LongAdder;

/** Where the data of one tensor goes. Safe for use by many threads. */
public final class TensorOutput {
    /** What is written at once: a mapped source of any size passes through without a copy in memory of its own. */
    private static final long PART_BYTES = 1 << 20;

    private final FileChannel target;
    private final NewTensor tensor;
    private final long start;
    private final LongAdder written = new LongAdder();

    /** @param start of the data in the file, in bytes */
    TensorOutput(FileChannel target, NewTensor tensor, long start) {
        this.target = target;
        this.tensor = tensor;
        this.start = start;
    }

    /**
     * Writes a part of the data.
     *
     * @param part encoded values
     * @param offset in the tensor's data, in bytes
     */
    public void write(MemorySegment part, long offset) throws IOException {
        if (offset < 0 || part.byteSize() > tensor.bytes() - offset) {
            throw new IllegalArgumentException(part.byteSize() + " bytes at " + offset + " of tensor '" + tensor.name()
                    + "', which has " + tensor.bytes());
        }
        for (long at = 0; at < part.byteSize(); at += PART_BYTES) {
            ByteBuffer bytes =
                    part.asSlice(at, Math.min(PART_BYTES, part.byteSize() - at)).asByteBuffer();
            long position = start + offset + at;
            while (bytes.hasRemaining()) {
                position += target.write(bytes, position);
            }
        }
        written.add(part.byteSize());
    }

    /** Fails unless as many bytes were written as the tensor has. */
    void checkComplete() {
        if (written.sum() != tensor.bytes()) {
            throw new IllegalStateException(
                    "tensor '" + tensor.name() + "' got " + written.sum() + " of " + tensor.bytes() + " bytes");
        }
    }
}
