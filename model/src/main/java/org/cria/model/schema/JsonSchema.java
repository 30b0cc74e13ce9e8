package org.cria.model.schema;

import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.model.grammar.Grammar;
import org.cria.model.grammar.GrammarBuilder;
import org.cria.model.json.JsonValue;

/**
 * JSON schemas (2020-12) as grammars: every text of the grammar is a value that meets the schema. What cannot be enforced is refused,
 * with its place in the schema; nothing is ignored, and nothing is fetched.
 *
 * <p>Some values that meet a schema are not generated: members come in the order of the schema and those that it does not name only
 * where it speaks of them, numbers with bounds have no exponents, and where no type is named it is the one that the other keywords
 * speak of.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema 2020-12</a>
 */
public final class JsonSchema {
    private JsonSchema() {}

    /**
     * The grammar of a schema.
     *
     * @param schema in JSON
     * @throws CriaException with the place, if it is no schema, if something in it is not supported, or if no value meets it
     */
    public static Grammar grammar(String schema) {
        return grammar(new SchemaDocument(JsonValue.parse(schema)));
    }

    private static Grammar grammar(SchemaDocument document) {
        GrammarBuilder builder = new GrammarBuilder();
        SchemaRules rules = new SchemaRules(new JsonRules(builder), new Patterns());
        Subschema root = document.root();
        return builder.grammar(rules.rule(List.of(root), root.pointer()));
    }

    /** The grammar of all objects in JSON. */
    public static Grammar anyObject() {
        return grammar("{\"type\": \"object\"}");
    }
}
