package org.cria.model.huggingface;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.cria.model.gguf.Gguf;

/** Opens models of whatever kind. */
public final class ModelFiles {
    private ModelFiles() {}

    /** Whether this is a folder with one model in it, as the hub has it. */
    public static boolean isFolder(Path path) {
        return Files.isRegularFile(path.resolve("config.json"));
    }

    /**
     * Opens a GGUF file, of a split one the first shard, or a folder as it is published on the Hugging Face hub.
     *
     * @throws org.cria.kernels.CriaException if it cannot be read, is damaged, or asks for what this build lacks
     */
    public static Gguf open(Path path) {
        return isFolder(path) ? opened(path, ModelFolder::assembled) : Gguf.open(path);
    }

    /**
     * Opens the same to describe it. It takes milliseconds for a folder too: its tokenizer is not read, and its tensors have no data.
     *
     * @throws org.cria.kernels.CriaException as {@link #open} does
     */
    public static Gguf outline(Path path) {
        return isFolder(path) ? opened(path, ModelFolder::outlined) : Gguf.open(path);
    }

    private static Gguf opened(Path path, Function<ModelFolder, Gguf> way) {
        ModelFolder folder = ModelFolder.open(path);
        boolean opened = false;
        try {
            Gguf gguf = way.apply(folder);
            opened = true;
            return gguf;
        } finally {
            if (!opened) {
                folder.close();
            }
        }
    }
}
