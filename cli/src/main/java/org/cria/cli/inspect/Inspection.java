package org.cria.cli.inspect;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.MemoryPlan;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.Printable;
import org.cria.model.inspect.FileSummary;

/**
 * A file and what Cria makes of it.
 *
 * @param gguf open for as long as this is used
 * @param memory that it needs, if Cria can run files of its kind
 * @param obstacle why it cannot run, or empty text
 */
public record Inspection(Gguf gguf, FileSummary summary, Optional<MemoryPlan> memory, String obstacle) {
    private static final String TEMPLATE = "tokenizer.chat_template";

    public static Inspection of(Gguf gguf, ModelOptions options) {
        FileSummary summary = FileSummary.of(gguf);
        Optional<MemoryPlan> plan = Optional.empty();
        try {
            plan = Optional.of(MemoryPlan.of(gguf, options));
            Model.check(gguf, options);
            return new Inspection(gguf, summary, plan, "");
        } catch (CriaException e) {
            return new Inspection(gguf, summary, plan, Wording.of(e));
        }
    }

    /** Those of the file's chat templates that have a name, by it. */
    Map<String, String> namedTemplates() {
        Map<String, String> named = new TreeMap<>();
        for (String key : gguf.metadata().keys()) {
            if (key.startsWith(TEMPLATE + ".")) {
                String name = Printable.clean(key.substring(TEMPLATE.length() + 1), 64);
                named.put(name, gguf.metadata().string(key));
            }
        }
        return named;
    }

    /** The file's own chat template. */
    Optional<String> template() {
        return gguf.metadata().contains(TEMPLATE) ? Optional.of(gguf.metadata().string(TEMPLATE)) : Optional.empty();
    }
}
