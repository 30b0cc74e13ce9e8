package org.cria.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.cria.cli.device.ProcessorName;
import org.cria.cli.version.Build;

/** Results as llama-bench's JSON: one array with an object for each test, each printed when it is there. */
final class BenchJson implements BenchOutput {
    private final ObjectMapper mapper = new ObjectMapper();
    private final PrintStream out;
    private final Build build = Build.current();
    private final String processor = ProcessorName.read();
    private boolean first = true;

    BenchJson(PrintStream out) {
        this.out = out;
        out.println("[");
        out.flush();
    }

    @Override
    public void print(BenchResult result) {
        ObjectNode object = mapper.createObjectNode();
        result.fields(build, processor).forEach(object::putPOJO);
        ArrayNode nanos = object.putArray("samples_ns");
        result.samples().nanos().forEach(nanos::add);
        ArrayNode speeds = object.putArray("samples_ts");
        result.samples().speeds().forEach(speeds::add);
        result.ownFields().forEach(object::putPOJO);
        out.print(first ? "" : ",\n");
        first = false;
        try {
            String text = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(object);
            out.print(text.indent(2).stripTrailing());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        out.flush();
    }

    @Override
    public void close() {
        out.println("\n]");
        out.flush();
    }
}
