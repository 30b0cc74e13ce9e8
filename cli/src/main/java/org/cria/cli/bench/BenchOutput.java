package org.cria.cli.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Prints results as they come; closing it completes the output, also after a failure. */
public interface BenchOutput extends AutoCloseable {
    void print(BenchResult result);

    @Override
    void close();

    /** How results are printed. */
    enum Kind {
        MD,
        CSV,
        JSON;

        /** Reads a name, in any case. */
        public static final class Reader implements ITypeConverter<Kind> {
            @Override
            public Kind convert(String text) {
                return Arrays.stream(values())
                        .filter(kind -> kind.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() ->
                                new TypeConversionException("'" + text + "' is unknown, expected md, csv or json"));
            }
        }

        /** @param setups of all results, since they decide which columns a table needs */
        public BenchOutput open(PrintStream out, List<BenchSetup> setups) {
            return switch (this) {
                case MD -> new BenchMarkdown(out, setups);
                case CSV -> new BenchCsv(out);
                case JSON -> new BenchJson(out);
            };
        }
    }
}
