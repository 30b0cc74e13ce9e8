package org.cria.cli.arguments;

import java.nio.file.Path;
import org.cria.model.lora.LoraFile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the file of an adapter and its scale: a number behind the last colon. */
public final class ScaledFile implements ITypeConverter<LoraFile> {
    @Override
    public LoraFile convert(String value) {
        int colon = value.lastIndexOf(':');
        String number = value.substring(colon + 1);
        if (colon > 0 && number.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
            return new LoraFile(Path.of(value.substring(0, colon)), Float.parseFloat(number));
        }
        if (value.isBlank()) {
            throw new TypeConversionException("it is empty, expected a file");
        }
        return new LoraFile(Path.of(value), 1);
    }
}
