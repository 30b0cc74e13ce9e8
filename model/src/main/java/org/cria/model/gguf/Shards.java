package org.cria.model.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.kernels.Progress;

/** Makes one file of several, and several of one. Tensors keep their bytes and their order. */
public final class Shards {
    private static final int MOST = 65_535;

    private Shards() {}

    /**
     * Writes all tensors to one file.
     *
     * @param file not one of those that are read
     */
    public static void merge(Gguf source, Path file, Progress progress) throws IOException {
        checkApart(source, List.of(file));
        MetadataDraft metadata = MetadataDraft.copyOf(source.metadata())
                .without(SplitReader.NUMBER)
                .without(SplitReader.COUNT)
                .without(SplitReader.TENSORS);
        List<TensorInfo> tensors = List.copyOf(source.tensors().values());
        new NewGguf(metadata, copies(source, tensors, 0, progress)).write(file);
        source.checkUnchanged();
        progress.goOn(tensors.size(), tensors.size());
    }

    /**
     * Writes tensors to as few files as the limits allow. The metadata is in the first.
     *
     * @param stem what the names of the files begin with; {@code -00001-of-00002.gguf} and so on follow
     * @param mostBytes of data in a file, unless one tensor alone has more
     * @param mostTensors in a file
     * @return the files
     */
    public static List<Path> split(Gguf source, Path stem, long mostBytes, int mostTensors, Progress progress)
            throws IOException {
        List<List<TensorInfo>> parts = parts(source, mostBytes, mostTensors);
        if (parts.size() > MOST) {
            throw new GgufException(
                    source.place(),
                    "it would become " + parts.size() + " files",
                    "at most " + MOST,
                    "Allow larger files.");
        }
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String name = new SplitName(GgufReader.place(stem), i + 1, parts.size()).text();
            files.add(stem.resolveSibling(name));
        }
        checkApart(source, files);
        int total = source.tensors().size();
        int done = 0;
        Files.deleteIfExists(files.getFirst()); // it is written last: what is killed has none, and is no model
        for (int i = parts.size() - 1; i >= 0; i--) {
            MetadataDraft metadata = i == 0 ? MetadataDraft.copyOf(source.metadata()) : new MetadataDraft();
            metadata.u16(SplitReader.NUMBER, i).i32(SplitReader.TENSORS, total).u16(SplitReader.COUNT, parts.size());
            new NewGguf(metadata, copies(source, parts.get(i), done, progress)).write(files.get(i));
            done += parts.get(i).size();
        }
        source.checkUnchanged();
        progress.goOn(total, total);
        return files;
    }

    private static List<List<TensorInfo>> parts(Gguf source, long mostBytes, int mostTensors) {
        List<List<TensorInfo>> parts = new ArrayList<>();
        List<TensorInfo> part = new ArrayList<>();
        long bytes = 0;
        for (TensorInfo tensor : source.tensors().values()) {
            boolean full = part.size() == mostTensors || tensor.bytes() > mostBytes - bytes;
            if (full && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(tensor);
            bytes += tensor.bytes();
        }
        parts.add(part);
        return parts;
    }

    private static List<NewTensor> copies(Gguf source, List<TensorInfo> tensors, int before, Progress progress) {
        int total = source.tensors().size();
        List<NewTensor> copies = new ArrayList<>();
        for (int i = 0; i < tensors.size(); i++) {
            NewTensor copy = NewTensor.copyOf(source, tensors.get(i));
            int done = before + i;
            copies.add(new NewTensor(copy.name(), copy.format(), copy.dimensions(), output -> {
                progress.require(done, total);
                copy.contents().write(output);
            }));
        }
        return copies;
    }

    /**
     * Fails if a new file would replace one that is read, whatever name it is read under.
     *
     * @param files to be written
     */
    public static void checkApart(Gguf source, List<Path> files) throws IOException {
        for (Path shard : source.files()) {
            for (Path file : files) {
                if (Files.exists(file) && Files.isSameFile(shard, file)) {
                    throw new GgufException(
                            source.place(),
                            "the new file " + GgufReader.place(file) + " would replace the one that is read",
                            "another name",
                            "Choose another name for the new file.");
                }
            }
        }
    }
}
