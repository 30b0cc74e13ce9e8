package org.cria.cli.eval;

import java.util.Arrays;
import org.cria.model.eval.Bos;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads when prompts start with the token for the begin of a text, in any case. */
final class BosReader implements ITypeConverter<Bos> {
    @Override
    public Bos convert(String text) {
        return Arrays.stream(Bos.values())
                .filter(when -> when.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is unknown, expected auto, on or off"));
    }
}
