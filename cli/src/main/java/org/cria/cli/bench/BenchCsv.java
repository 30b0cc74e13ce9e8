package org.cria.cli.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.cria.cli.device.ProcessorName;
import org.cria.cli.version.Build;
import org.jspecify.annotations.Nullable;

/** Results as llama-bench's CSV: names once, then every value in quotes; truth is 1 or 0. */
final class BenchCsv implements BenchOutput {
    private final PrintStream out;
    private final Build build = Build.current();
    private final String processor = ProcessorName.read();
    private boolean named;

    BenchCsv(PrintStream out) {
        this.out = out;
    }

    @Override
    public void print(BenchResult result) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(result.fields(build, processor));
        fields.putAll(result.ownFields());
        if (!named) {
            out.println(String.join(",", fields.keySet()));
            named = true;
        }
        out.println(fields.values().stream().map(BenchCsv::cell).collect(Collectors.joining(",")));
        out.flush();
    }

    private static String cell(@Nullable Object value) {
        String text = value instanceof Boolean flag ? (flag ? "1" : "0") : Objects.toString(value, "");
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        out.flush();
    }
}
