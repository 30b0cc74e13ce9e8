package org.cria.cli.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.cria.cli.text.TextFile;
import org.cria.cli.wording.Wording;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.gguf.Gguf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which chat template is used, and with what. */
public final class TemplateArguments {
    @Option(
            names = {"--chat-template", "--chat-template-file"},
            paramLabel = "NAME|FILE",
            converter = TemplateText.class,
            description = "How the model wants turns to be written: a file with a template in Jinja, or one of"
                    + " ${COMPLETION-CANDIDATES}; mistral is mistral-v3, none writes nothing of its own."
                    + " Default: what the model's file says.",
            completionCandidates = TemplateNames.class)
    private @Nullable ChatTemplate template;

    @Option(
            names = "--chat-template-kwargs",
            paramLabel = "JSON",
            converter = JsonObject.class,
            description = "An object with variables for the template, such as {\"enable_thinking\": false}.")
    private @Nullable JsonNode variables;

    /** Reads a template by its name, or from a file. */
    static final class TemplateText implements ITypeConverter<ChatTemplate> {
        @Override
        public ChatTemplate convert(String value) {
            try {
                return isFile(value)
                        ? ChatTemplates.of(value, TextFile.read(Path.of(value)))
                        : ChatTemplates.named(value);
            } catch (CriaException e) {
                throw new TypeConversionException(Wording.of(e));
            }
        }

        /** A name goes before a file that is called so. */
        private static boolean isFile(String value) {
            try {
                return !ChatTemplates.isName(value)
                        && (value.contains("/") || value.contains(".jinja") || Files.exists(Path.of(value)));
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

    /** The one that was asked for, with its variables. */
    public Optional<ChatTemplate> chosen() {
        return Optional.ofNullable(template).map(this::withVariables);
    }

    /** A template with the variables of the command line. */
    public ChatTemplate withVariables(ChatTemplate plain) {
        return variables == null ? plain : plain.with(JsonValues.variables(variables, "--chat-template-kwargs"));
    }

    /** The template that was asked for, else the one in the model's file, which is opened for it: before the model is loaded. */
    public ChatTemplate ofModel(Path file) {
        return chosen().orElseGet(() -> {
            try (Gguf gguf = Gguf.open(file)) {
                return withVariables(ChatTemplates.of(gguf));
            }
        });
    }
}
