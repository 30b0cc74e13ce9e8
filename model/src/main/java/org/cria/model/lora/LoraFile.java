package org.cria.model.lora;

import java.nio.file.Path;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;

/**
 * An adapter that a model is to have.
 *
 * @param file GGUF, or a folder as PEFT saves it
 * @param scale how much of it: 1 as it was trained, 0 nothing
 */
public record LoraFile(Path file, float scale) {
    private static final Control SCALE = new Control("lora scaled");

    /** The largest scale, either way. */
    public static final float MOST = 1000;

    public LoraFile {
        if (!(Math.abs(scale) <= MOST)) {
            throw new CriaException(Explanation.outOfRange(SCALE, scale, "-1000 to 1000"));
        }
    }

    /** What it is called: the file's or folder's name, without .gguf or .safetensors. */
    String name() {
        return String.valueOf(file.toAbsolutePath().normalize().getFileName())
                .replaceFirst("(?i)\\.(gguf|safetensors)$", "");
    }
}
