package org.cria.cli.arguments;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.cli.text.SchemaFile;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
import org.cria.model.schema.JsonSchema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What a text is bound to. */
public final class GrammarArguments {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = "--grammar",
            paramLabel = "TEXT",
            description = "Binds what is generated to a grammar in GBNF: \"root ::= \\\"yes\\\" | \\\"no\\\"\".")
    private @Nullable String grammar;

    @Option(names = "--grammar-file", paramLabel = "FILE", description = "The same, with the grammar in a file.")
    private @Nullable Path file;

    @Option(
            names = {"-j", "--json-schema"},
            paramLabel = "TEXT",
            description = "Binds what is generated to JSON that meets a schema; {}: any JSON. What of the schema cannot"
                    + " be enforced is an error.")
    private @Nullable String schema;

    @Option(
            names = {"-jf", "--json-schema-file"},
            paramLabel = "FILE",
            description = "The same, with the schema in a file.")
    private @Nullable Path schemaFile;

    private @Nullable Grammar read;

    /**
     * Reads the grammar, before anything that takes time.
     *
     * @param stops strings that end the text, which would leave JSON in the middle
     * @throws ParameterException if it is given twice, or the one of the command line is none
     * @throws CriaException if the one in the file is none
     */
    public void read(List<String> stops) {
        checkOne(stops);
        if (grammar != null) {
            String text = grammar;
            read = Usage.checked(spec, () -> Grammar.parse(text));
        } else if (file != null) {
            try {
                read = Grammar.parse(TextFile.read(file));
            } catch (CriaException e) {
                throw String.valueOf(e.getMessage()).startsWith("the grammar,") ? e.at(file.toString()) : e;
            }
        } else if (schema != null) {
            String text = schema;
            read = Usage.checked(spec, () -> JsonSchema.grammar(text));
        } else if (schemaFile != null) {
            read = SchemaFile.read(schemaFile);
        }
    }

    private void checkOne(List<String> stops) {
        List<String> given = new ArrayList<>();
        for (String name : List.of("--grammar", "--grammar-file", "--json-schema", "--json-schema-file")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
                given.add(name);
            }
        }
        if (given.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "both " + given.get(0) + " and " + given.get(1) + " bind what is generated: use one of them.");
        }
        if (!stops.isEmpty() && (schema != null || schemaFile != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-r would end the text in the middle of what " + given.getFirst() + " wants: use one of them.");
        }
    }

    /** What the text is bound to, as a chat shows it. */
    public String shown() {
        return read == null
                ? "text"
                : schemaFile != null ? schemaFile.toString() : schema != null ? "schema" : "grammar";
    }

    /** Settings with the grammar, if there is one, made for a model. */
    public GenerationSettings into(GenerationSettings settings, Model model) {
        return read == null ? settings : settings.withGrammar(model.grammar(read));
    }
}
