package org.cria.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cria.model.storage.AtomicFile;

/**
 * A GGUF file of version 3 to be written. Tensors are streamed: only what is under way is in memory, and the file appears
 * under its name when it is whole, in place of one that was there.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the GGUF specification</a>
 */
public final class NewGguf {
    private static final int DEFAULT_ALIGNMENT = 32;

    private final MetadataDraft metadata;
    private final List<NewTensor> tensors;
    private final long alignment;

    /**
     * @param metadata {@code general.alignment} in it counts
     * @param tensors in the order of their data
     */
    public NewGguf(MetadataDraft metadata, List<NewTensor> tensors) {
        this.metadata = metadata;
        this.tensors = List.copyOf(tensors);
        this.alignment = metadata.values().get("general.alignment") instanceof StoredValue.Integral number
                ? number.bits()
                : DEFAULT_ALIGNMENT;
        Set<String> names = new HashSet<>();
        for (NewTensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("tensor '" + tensor.name() + "' is there twice");
            }
        }
    }

    /** The length of the file. */
    public long fileBytes() {
        return aligned(header().length) + dataBytes();
    }

    /**
     * Writes the file.
     *
     * @param file in a folder that is there
     */
    public void write(Path file) throws IOException {
        AtomicFile.replace(file, this::write);
    }

    private void write(FileChannel target) throws IOException {
        byte[] header = header();
        ByteBuffer bytes = ByteBuffer.wrap(header);
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
        long start = aligned(header.length);
        for (NewTensor tensor : tensors) {
            TensorOutput output = new TensorOutput(target, tensor, start);
            tensor.contents().write(output);
            output.checkComplete();
            start += aligned(tensor.bytes());
        }
        if (target.size() < start) {
            target.write(ByteBuffer.allocate(1), start - 1); // the last tensor is padded as the others are
        }
    }

    private byte[] header() {
        HeaderBytes header = new HeaderBytes();
        header.start(tensors.size(), metadata.values().size());
        metadata.values().forEach(header::pair);
        long offset = 0;
        for (NewTensor tensor : tensors) {
            header.tensor(tensor, offset);
            offset += aligned(tensor.bytes());
        }
        return header.bytes();
    }

    private long dataBytes() {
        return tensors.stream().mapToLong(tensor -> aligned(tensor.bytes())).sum();
    }

    private long aligned(long bytes) {
        return (bytes + alignment - 1) / alignment * alignment;
    }
}
