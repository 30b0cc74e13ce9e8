package org.cria.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
import org.cria.model.serve.Scheduler;
import org.cria.model.serve.ServeSettings;
import org.cria.server.http.HttpSettings;
import org.cria.server.json.ApiException;
import org.cria.server.work.Models;
import org.cria.server.work.ServedModel;

/** A server of the built-in model under several names, where some are bound by a grammar: what they say is known beforehand. */
final class BoundModels implements Models, AutoCloseable {
    private static final Path FILE = Path.of("..", "models", "built-in.gguf");

    private final Model model;
    private final Scheduler scheduler;
    private final Map<String, ServedModel> models = new LinkedHashMap<>();
    private final CriaServer server;

    /** @param grammars by name, in GBNF; an empty one binds to nothing */
    BoundModels(HttpSettings http, int context, Map<String, String> grammars) {
        ServeSettings serving = ServeSettings.defaults().withSlots(2);
        model = Model.open(
                FILE,
                ModelOptions.defaults()
                        .withDevice("cpu")
                        .withThreads(1)
                        .withContextSize(context)
                        .withSessions(serving.slots()));
        scheduler = new Scheduler(model.engine(), model.tokenizer(), serving);
        grammars.forEach((name, gbnf) -> models.put(name, served(name, gbnf)));
        server = new CriaServer(http.withAddress(http.host(), 0), this, Duration.ofMinutes(10));
    }

    private ServedModel served(String name, String gbnf) {
        GenerationSettings free = GenerationSettings.defaults();
        GenerationSettings bound = gbnf.isEmpty() ? free : free.withGrammar(model.grammar(Grammar.parse(gbnf)));
        return new ServedModel(name, 1, model, scheduler, Optional.of(Served.template()), Optional.empty(), bound);
    }

    /** A grammar of which a text is all there is. */
    static String saying(String text) {
        return "root ::= \"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    String address() {
        return server.address().toString();
    }

    /** Whether no text is computed. */
    boolean isIdle() {
        return scheduler.load().busy() == 0;
    }

    @Override
    public List<Entry> list() {
        return models.values().stream()
                .map(model -> new Entry(new Source(model.name(), model.created(), FILE), 0, Optional.of(model)))
                .toList();
    }

    @Override
    public Lease use(Optional<String> name) {
        String wanted = name.orElseGet(() -> models.keySet().iterator().next());
        ServedModel found = models.get(wanted);
        if (found == null) {
            throw ApiException.noModel("the model '" + wanted + "' is not served here.");
        }
        return new Lease() {
            @Override
            public ServedModel model() {
                return found;
            }

            @Override
            public void close() {
                // it stays
            }
        };
    }

    @Override
    public boolean isOpen() {
        return scheduler.isOpen();
    }

    @Override
    public void close() {
        server.close();
        scheduler.close();
        model.close();
    }
}
