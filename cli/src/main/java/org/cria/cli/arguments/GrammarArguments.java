package org.cria.cli.arguments;

import java.nio.file.Path;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.model.Model;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.grammar.Grammar;
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

    private @Nullable Grammar read;

    /**
     * Reads the grammar, before anything that takes time.
     *
     * @throws ParameterException if it is given twice, or the one of the command line is none
     * @throws CriaException if the one in the file is none
     */
    public void read() {
        if (grammar != null && file != null) {
            throw new ParameterException(
                    spec.commandLine(), "both --grammar and --grammar-file give a grammar: use one of them.");
        }
        if (grammar != null) {
            String text = grammar;
            read = Usage.checked(spec, () -> Grammar.parse(text));
        } else if (file != null) {
            try {
                read = Grammar.parse(TextFile.read(file));
            } catch (CriaException e) {
                throw String.valueOf(e.getMessage()).startsWith("the grammar,") ? e.at(file.toString()) : e;
            }
        }
    }

    /** Settings with the grammar, if there is one, made for a model. */
    public GenerationSettings into(GenerationSettings settings, Model model) {
        return read == null ? settings : settings.withGrammar(model.grammar(read));
    }
}
