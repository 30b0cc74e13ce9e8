package org.cria.model.safetensors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a model in a folder: one safetensors file, or the shards of several. Memory-mapped and read-only; valid as long as
 * the arena that they were opened with. Safe for use by many threads.
 */
public final class Safetensors {
    private final List<SafetensorsFile> files;
    private final Map<String, StoredTensor> tensors;

    private Safetensors(List<SafetensorsFile> files) {
        this.files = List.copyOf(files);
        Map<String, StoredTensor> byName = new LinkedHashMap<>();
        for (SafetensorsFile file : files) {
            for (StoredTensor tensor : file.tensors()) {
                StoredTensor other = byName.put(tensor.name(), tensor);
                if (other != null) {
                    throw new CheckpointException(
                            file.place(),
                            "tensor " + HeaderEntries.quoted(tensor.name()) + " is also in "
                                    + files.get(other.file()).place(),
                            "each tensor once",
                            "The files do not belong together; download them all again.");
                }
            }
        }
        this.tensors = Collections.unmodifiableMap(byName);
    }

    /**
     * Opens the weights of a folder: {@code model.safetensors}, or the files that {@code model.safetensors.index.json} names.
     *
     * @param arena ends the mappings
     * @throws CheckpointException if there are none, one is missing, or one breaks a rule of the format
     */
    public static Safetensors open(Path folder, Arena arena) {
        WeightFiles named = WeightFiles.of(folder);
        List<SafetensorsFile> files = new ArrayList<>();
        for (Path file : named.files()) {
            files.add(SafetensorsFile.read(file, files.size(), arena));
        }
        Safetensors weights = new Safetensors(files);
        named.check(weights);
        return weights;
    }

    /**
     * Opens one file.
     *
     * @param arena ends the mapping
     * @throws CheckpointException if it breaks a rule of the format
     */
    public static Safetensors ofFile(Path file, Arena arena) {
        return new Safetensors(List.of(SafetensorsFile.read(file, 0, arena)));
    }

    /** The files, in the order of their names. */
    public List<SafetensorsFile> files() {
        return files;
    }

    /** By name, file by file in the order of each header; unmodifiable. */
    public Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** The file that holds a tensor, for messages. */
    public String place(StoredTensor tensor) {
        return files.get(tensor.file()).place();
    }

    /**
     * The values as they are stored, read-only.
     *
     * @param tensor one of {@link #tensors()}
     */
    public MemorySegment data(StoredTensor tensor) {
        return files.get(tensor.file()).bytes().asSlice(tensor.offset(), tensor.bytes());
    }
}
