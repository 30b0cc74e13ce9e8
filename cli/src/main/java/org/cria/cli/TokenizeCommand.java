package org.cria.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cria.cli.arguments.TextArguments;
import org.cria.cli.models.ModelFile;
import org.cria.kernels.CriaException;
import org.cria.model.gguf.Gguf;
import org.cria.model.huggingface.ModelFiles;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cria tokenize}: shows the tokens of a text. */
@Command(
        name = "tokenize",
        description = "Shows the tokens of a text, one per line: id and piece.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TokenizeCommand implements Callable<Integer> {
    @Mixin
    private final ModelFile model = new ModelFile();

    @Mixin
    private final TextArguments text = new TextArguments();

    @Option(names = "--ids", description = "Prints the ids only, as [1, 2, 3].")
    private boolean ids;

    @Option(names = "--json", description = "Prints one object: tokens [{id, text}].")
    private boolean json;

    @Option(
            names = "--no-bos",
            description = "Leaves out the tokens for begin and end that the file asks for around a text.")
    private boolean noBos;

    @Option(
            names = "--special",
            description = "Spellings of control tokens in the text become these tokens, as in a template.")
    private boolean special;

    @Option(
            names = "--decode",
            description = "Reads ids instead, as --ids prints them, and prints their text, nothing added.")
    private boolean decode;

    @Override
    public Integer call() throws IOException {
        String input = text.text();
        try (Gguf gguf = ModelFiles.open(model.file())) {
            Tokenizer tokenizer = Tokenizers.from(gguf.metadata());
            if (decode) {
                PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
                out.print(tokenizer.decode(ids(input, tokenizer.vocabulary().size())));
                out.flush();
                return 0;
            }
            int[] tokens = special ? tokenizer.encodeTemplate(input) : tokenizer.encode(input);
            if (!noBos) {
                tokens = tokenizer.framed(tokens);
            }
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            out.print(ids ? Arrays.toString(tokens) + "\n" : json ? json(tokenizer, tokens) : lines(tokenizer, tokens));
            out.flush();
        }
        return 0;
    }

    private static int[] ids(String input, int pieces) {
        String[] numbers = input.replaceAll("[\\[\\],\\s]+", " ").trim().split(" ");
        return Arrays.stream(numbers)
                .filter(number -> !number.isEmpty())
                .mapToInt(number -> {
                    if (!number.matches("\\d{1,9}") || Integer.parseInt(number) >= pieces) {
                        throw new CriaException(
                                "'" + number + "' is no id: expected whole numbers from 0 to " + (pieces - 1)
                                        + ", such as [1, 2, 3]. Write them so, or leave --decode out to see the ids of a text.");
                    }
                    return Integer.parseInt(number);
                })
                .toArray();
    }

    private static String lines(Tokenizer tokenizer, int[] tokens) {
        return Arrays.stream(tokens)
                .mapToObj(token -> String.format(
                        "%6d  '%s'%n", token, piece(tokenizer, token).replace("\n", "\\n")))
                .collect(Collectors.joining());
    }

    private static String json(Tokenizer tokenizer, int[] tokens) {
        ObjectMapper mapper = new ObjectMapper();
        var report = mapper.createObjectNode();
        var array = report.putArray("tokens");
        for (int token : tokens) {
            array.addObject().put("id", token).put("text", piece(tokenizer, token));
        }
        return report + "\n";
    }

    /** What the token prints, or its spelling if it prints nothing. */
    private static String piece(Tokenizer tokenizer, int token) {
        byte[] bytes = tokenizer.bytes(token);
        return bytes.length == 0 ? tokenizer.vocabulary().piece(token) : new String(bytes, StandardCharsets.UTF_8);
    }
}
