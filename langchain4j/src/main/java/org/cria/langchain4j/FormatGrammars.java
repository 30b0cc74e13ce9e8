package org.cria.langchain4j;

import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.cria.model.Model;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.GrammarBinding;
import org.cria.model.grammar.TokenGrammar;
import org.cria.model.schema.JsonSchema;
import org.cria.model.tool.Tools;
import org.jspecify.annotations.Nullable;

/** Grammars of the JSON and the calls of tools that requests ask for; those of the latest are kept. Thread-safe. */
final class FormatGrammars {
    private static final int KEPT = 32;
    private static final String ANY_OBJECT = "{\"type\": \"object\"}";

    private final SchemaText schemas;
    private final Map<String, TokenGrammar> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenGrammar> eldest) {
            return size() > KEPT;
        }
    };

    FormatGrammars(SchemaText schemas) {
        this.schemas = schemas;
    }

    /**
     * The grammar of a format; none for a text.
     *
     * @throws org.cria.kernels.CriaException with the place in the schema, if it cannot be enforced
     */
    Optional<TokenGrammar> of(@Nullable ResponseFormat format, Model model) {
        if (format == null || format.type() != ResponseFormatType.JSON) {
            return Optional.empty();
        }
        String schema = format.jsonSchema() == null
                ? ANY_OBJECT
                : schemas.of(format.jsonSchema().rootElement()).toString();
        return Optional.of(kept(schema, model, () -> JsonSchema.grammar(schema)));
    }

    /**
     * What calls of tools are bound to.
     *
     * @throws org.cria.model.tool.WrongToolException if the schema of one cannot be enforced
     */
    GrammarBinding of(Tools tools, Model model) {
        return tools.binding(kept(tools.toString(), model, tools::grammar));
    }

    private TokenGrammar kept(String key, Model model, Supplier<Grammar> making) {
        synchronized (kept) {
            return kept.computeIfAbsent(key, _ -> model.grammar(making.get()));
        }
    }

    SchemaText schemas() {
        return schemas;
    }
}
