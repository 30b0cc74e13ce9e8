package org.cria.cli.text;

import java.nio.file.Path;
import org.cria.kernels.CriaException;
import org.cria.model.grammar.Grammar;
import org.cria.model.schema.JsonSchema;

/** Reads JSON schemas. */
public final class SchemaFile {
    private SchemaFile() {}

    /**
     * The grammar of the schema in a file.
     *
     * @throws CriaException with the file and the place in it, if it cannot be read, or the schema cannot be enforced
     */
    public static Grammar read(Path file) {
        String text = TextFile.read(file);
        try {
            return JsonSchema.grammar(text);
        } catch (CriaException e) {
            throw e.at(file.toString());
        }
    }
}
