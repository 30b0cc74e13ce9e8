package org.cria.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cria.cli.models.ModelFile;
import org.cria.cli.template.JsonValues;
import org.cria.cli.template.TemplateArguments;
import org.cria.cli.text.TextFile;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.chat.TemplatedText;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.template.Value;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cria template}: shows what a chat template makes of a conversation. */
@Command(
        name = "template",
        description = {
            "Shows what a conversation becomes with the model's chat template: the text, and nothing else.",
            "Texts in the data never become control tokens; the template's own do."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TemplateCommand implements Callable<Integer> {
    @Mixin
    private final ModelFile model = new ModelFile();

    @Mixin
    private final TemplateArguments template = new TemplateArguments();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "A JSON object with the template's variables: messages, tools, add_generation_prompt and any"
                    + " other; they go before the model's. -: standard input.")
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private String data;

    @Option(names = "--tokens", description = "Prints the ids of the text's tokens instead, as [1, 2, 3].")
    private boolean tokens;

    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            description = "The day that the template sees (strftime_now), at noon. Default: now.")
    private @Nullable LocalDate date;

    @Override
    public Integer call() throws Exception {
        Map<String, Value> given = data();
        try (Gguf gguf = ModelFiles.open(model.file())) {
            Tokenizer tokenizer = Tokenizers.from(gguf.metadata());
            ChatTemplate chosen = template.ofData(gguf, hasTools(given));
            ChatTemplate timed = date == null ? chosen : chosen.at(date.atTime(LocalTime.NOON));
            TemplatedText text = timed.render(given, tokenizer.vocabulary());
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            out.print(
                    tokens
                            ? Arrays.toString(text.tokens(tokenizer)) + "\n"
                            : text.text().toString());
            out.flush();
        }
        return 0;
    }

    private static boolean hasTools(Map<String, Value> given) {
        return given.get("tools") instanceof Value.Items tools && !tools.all().isEmpty();
    }

    private Map<String, Value> data() throws Exception {
        String json = data.equals("-") ? TextFile.prompt(Path.of(data)) : TextFile.read(Path.of(data));
        try {
            return JsonValues.variables(new ObjectMapper().readTree(json), data);
        } catch (JsonProcessingException e) {
            throw new CriaException(
                    data + ": the file is no JSON (line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage()
                            + "), expected an object with the template's variables.",
                    e);
        }
    }
}
