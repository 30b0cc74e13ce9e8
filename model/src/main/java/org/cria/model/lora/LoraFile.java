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

    public LoraFile {
        if (!Float.isFinite(scale)) {
            throw new CriaException(Explanation.outOfRange(SCALE, scale, "a finite number"));
        }
    }
}
