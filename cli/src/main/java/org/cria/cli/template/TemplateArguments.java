package org.cria.cli.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.cli.arguments.Usage;
import org.cria.cli.text.TextFile;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.template.Value;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which chat template is used, and with what. */
public final class TemplateArguments {
    /** In a file that has several, the one for conversations with tools. */
    private static final String TOOL_USE = "tool_use";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec command;

    @Option(
            names = {"--chat-template", "--chat-template-file"},
            paramLabel = "NAME|FILE",
            converter = TemplateText.class,
            description = "How the model wants turns to be written: a file with a template in Jinja, or one of"
                    + " ${COMPLETION-CANDIDATES}; mistral is mistral-v3, none writes nothing of its own."
                    + " Or one of several that the model's file has, such as tool_use."
                    + " Default: what the model's file says.",
            completionCandidates = TemplateNames.class)
    private @Nullable Wanted template;

    @Option(
            names = "--chat-template-kwargs",
            paramLabel = "JSON",
            converter = JsonObject.class,
            description = "An object with variables for the template, such as {\"enable_thinking\": false}.")
    private @Nullable JsonNode variables;

    /**
     * What was asked for.
     *
     * @param known the template; null where only a model's file can have one of this name
     */
    record Wanted(String name, @Nullable ChatTemplate known) {}

    /** Reads a template by its name, or from a file. */
    static final class TemplateText implements ITypeConverter<Wanted> {
        @Override
        public Wanted convert(String value) {
            try {
                if (ChatTemplates.isName(value)) {
                    return new Wanted(value, ChatTemplates.named(value));
                }
                return new Wanted(value, isFile(value) ? ChatTemplates.of(value, TextFile.read(Path.of(value))) : null);
            } catch (CriaException e) {
                throw new TypeConversionException(Wording.of(e));
            }
        }

        private static boolean isFile(String value) {
            try {
                return value.contains("/") || value.contains(".jinja") || Files.exists(Path.of(value));
            } catch (InvalidPathException e) {
                return false;
            }
        }
    }

    /** Reads an object. */
    static final class JsonObject implements ITypeConverter<JsonNode> {
        @Override
        public JsonNode convert(String value) {
            try {
                JsonNode json = new ObjectMapper().readTree(value);
                if (json.isObject()) {
                    return json;
                }
            } catch (JsonProcessingException e) {
                throw new TypeConversionException("'" + value + "' is no JSON (" + e.getOriginalMessage()
                        + "), expected an object such as {\"enable_thinking\": false}.");
            }
            throw new TypeConversionException(
                    "'" + value + "' is no object, expected one such as {\"enable_thinking\": false}.");
        }
    }

    /** The names of our templates. */
    static final class TemplateNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(ChatTemplates.allNames().stream(), Stream.of(ChatTemplates.NONE))
                    .iterator();
        }
    }

    /** The variables of the command line; empty where there are none. */
    public Map<String, Value> variables() {
        return variables == null ? Map.of() : JsonValues.variables(variables, "--chat-template-kwargs");
    }

    /**
     * The template that was asked for, with the variables of the command line.
     *
     * @param file the model's, which is opened if only it can have the template
     */
    public Optional<ChatTemplate> chosen(Path file) {
        if (template == null || template.known() != null) {
            return known();
        }
        try (Gguf gguf = ModelFiles.open(file)) {
            return chosen(gguf);
        }
    }

    /** The same where the file is open. */
    public Optional<ChatTemplate> chosen(Gguf gguf) {
        if (template == null || template.known() != null) {
            return known();
        }
        String name = template.name();
        return Optional.of(withVariables(Usage.checked(command, () -> ChatTemplates.inFile(gguf, name))));
    }

    private Optional<ChatTemplate> known() {
        ChatTemplate known = template == null ? null : template.known();
        return known == null ? Optional.empty() : Optional.of(withVariables(known));
    }

    /** The template that was asked for, else the one in the model's file, which is opened for it: before the model is loaded. */
    public ChatTemplate ofModel(Path file) {
        return chosen(file).orElseGet(() -> {
            try (Gguf gguf = ModelFiles.open(file)) {
                return withVariables(ChatTemplates.of(gguf));
            }
        });
    }

    /**
     * The template for a conversation that is given as it is; it is not tried with another one before.
     *
     * @param tools whether it has tools: then {@code tool_use} is taken where the file has that, as llama.cpp does
     */
    public ChatTemplate ofData(Gguf gguf, boolean tools) {
        return chosen(gguf)
                .orElseGet(() -> tools && ChatTemplates.namesIn(gguf).contains(TOOL_USE)
                        ? withVariables(ChatTemplates.inFile(gguf, TOOL_USE))
                        : withVariables(ChatTemplates.of("the model's own", ChatTemplates.source(gguf))));
    }

    private ChatTemplate withVariables(ChatTemplate plain) {
        return plain.with(variables());
    }
}
