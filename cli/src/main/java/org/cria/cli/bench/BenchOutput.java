package org.cria.cli.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cria.model.bench.EnergyDomain;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Prints results as they come; closing it completes the output, also after a failure. Without a result nothing is printed. */
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

        /**
         * An output, which begins with the first result.
         *
         * @param setups of all results, since they decide which columns a table needs
         * @param latency whether a table has waiting times
         * @param energy what a table has the energy of
         */
        public BenchOutput open(PrintStream out, List<BenchSetup> setups, boolean latency, Set<EnergyDomain> energy) {
            return new BegunByResult(() -> switch (this) {
                case MD -> new BenchMarkdown(out, setups, latency, energy);
                case CSV -> new BenchCsv(out);
                case JSON -> new BenchJson(out);
            });
        }
    }
}
