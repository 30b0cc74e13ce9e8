package org.cria.model.quantise;

import java.util.regex.Pattern;
import org.cria.kernels.format.Format;

/**
 * A format for the tensors whose names a pattern finds.
 *
 * @param pattern found anywhere in a name
 */
public record FormatRule(Pattern pattern, Format format) {
    boolean fits(String name) {
        return pattern.matcher(name).find();
    }
}
