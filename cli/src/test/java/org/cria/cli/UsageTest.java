package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cria.cli.llamacpp.LlamaCppFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Wrong usage is exit code 2, the reason and where help is; help and versions are exit code 0 on stdout. */
class UsageTest {
    static Set<String> commands() {
        return Main.commandLine().getSubcommands().keySet();
    }

    @Test
    void anUnknownCommandIsWrongUsageAndTheNearestIsSuggested() {
        assertWrongUsage(InProcess.execute("rnu"), "rnu", "Did you mean 'run'?");
    }

    @Test
    void anUnknownOptionIsWrongUsageAndTheNearestIsSuggested() {
        assertWrongUsage(InProcess.execute("run", "--tempp", "1"), "--tempp", "--temp", "Try 'cria run --help'.");
    }

    @Test
    void noCommandIsWrongUsage() {
        assertWrongUsage(InProcess.execute(), "which command?", "cria --help");
    }

    @Test
    void aNumberThatIsNoneIsWrongUsage() {
        assertWrongUsage(InProcess.execute("run", "-n", "many"), "--predict", "many");
    }

    @Test
    void anUnknownCacheTypeIsWrongUsageAndTheKnownOnesAreListed() {
        assertWrongUsage(InProcess.execute("run", "-ctk", "f8"), "--cache-type-k", "f8", "f32, f16, q8_0");
        assertFalse(InProcess.execute("run", "-ctk", "f8").err().contains("Exception"));
    }

    @Test
    void aValueOutsideItsRangeIsWrongUsage() {
        String[][] wrong = {{"--logprobs", "-1"}, {"-n", "-2"}, {"-t", "0"}, {"-b", "0"}};
        for (String[] option : wrong) {
            InProcess answer = InProcess.execute("run", "-m", "x/y.gguf", "-p", "a", option[0], option[1]);
            assertWrongUsage(answer, option[1].equals("0") ? "is 0" : option[1], "expected");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--temp, NaN",
        "--top-k, -2",
        "--top-p, 1.5",
        "--min-p, -0.1",
        "--typical, 2",
        "--repeat-penalty, 0",
        "--repeat-last-n, -2",
        "--presence-penalty, Infinity"
    })
    void aSamplerSettingOutsideItsRangeIsWrongUsageInRunAndChat(String option, String value) {
        for (String command : List.of("run", "chat")) {
            InProcess answer = InProcess.execute(command, "-m", "x/y.gguf", "-p", "a", option, value);
            assertWrongUsage(answer, option.substring(2), "expected");
        }
    }

    @Test
    void theContextOfACommandIsToldOnce() {
        assertTrue(flat("perplexity").contains("Default: 512."), flat("perplexity"));
        assertTrue(flat("eval", "adherence").contains("Default: 256."), flat("eval", "adherence"));
        assertTrue(flat("run").contains("Default: the model's, at most 4096."), flat("run"));
        for (String help : List.of(flat("perplexity"), flat("eval", "adherence"))) {
            assertFalse(help.contains("4096"), help);
        }
    }

    private static String flat(String... command) {
        String[] words = Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new);
        return InProcess.execute(words).out().replaceAll("\\s+", " ");
    }

    @Test
    void aTextGivenTwiceIsWrongUsage() {
        assertWrongUsage(InProcess.execute("run", "-m", "x/y.gguf", "-p", "a", "-f", "b"), "both -p and -f");
    }

    @Test
    void aMissingTextIsWrongUsage() {
        assertWrongUsage(InProcess.execute("run", "-m", "x/y.gguf"), "no text", "-f -");
    }

    @Test
    void benchListsThatAreNoneAreWrongUsage() {
        assertWrongUsage(InProcess.execute("bench", "-p", "1,x"), "--n-prompt", "'x'");
        assertWrongUsage(InProcess.execute("bench", "-t", "4-1"), "--threads", "'4-1'");
        assertWrongUsage(InProcess.execute("bench", "-p", "0-1000000"), "--n-prompt", "1000001 numbers");
        assertWrongUsage(InProcess.execute("bench", "-pg", "512"), "-pg", "512,128");
        for (String option : List.of("-npl", "-t", "-b", "-ub")) {
            assertWrongUsage(InProcess.execute("bench", "-m", "x/y.gguf", option, "0"), " is 0, expected 1");
        }
        assertWrongUsage(InProcess.execute("bench", "-o", "xml"), "--output", "md, csv or json");
        assertWrongUsage(InProcess.execute("bench", "-r", "0", "-m", "x/y.gguf"), "-r is 0");
        assertWrongUsage(InProcess.execute("bench", "-p", "0", "-n", "0", "-m", "x/y.gguf"), "no tests");
    }

    @Test
    void aModelNamedTwiceIsWrongUsage() {
        assertWrongUsage(InProcess.execute("inspect", "a/b.gguf", "-m", "c/d.gguf"), "both MODEL and -m");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpThatFitsATerminal(String command) {
        InProcess answer = InProcess.execute("help", command);
        assertEquals(0, answer.exitCode());
        assertEquals("", answer.err());
        assertTrue(answer.out().contains("Usage: cria " + command), answer.out());
        assertTrue(answer.out().lines().allMatch(line -> line.length() <= 80), answer.out());
    }

    static Stream<CommandLine> allCommands() {
        return withSubcommands(Main.commandLine());
    }

    private static Stream<CommandLine> withSubcommands(CommandLine line) {
        return Stream.concat(
                Stream.of(line), line.getSubcommands().values().stream().flatMap(UsageTest::withSubcommands));
    }

    @ParameterizedTest
    @MethodSource("allCommands")
    void everyHelpEndsWithExamplesOfItsCommandThatTheCommandLineTakes(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        List<String> help =
                command.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().toList();
        int title = help.indexOf("Examples:");
        assertTrue(title > 0, name);
        List<String> examples = help.subList(title + 1, help.size());
        assertTrue(!examples.isEmpty() && examples.size() <= 3, name + ": " + examples);
        for (String example : examples) {
            assertTrue(example.startsWith("  " + name), example);
            String[] words = words(example.strip().substring("cria ".length()));
            CommandLine line = Main.commandLine();
            CommandLine.ParseResult result = line.parseArgs(new LlamaCppFlags(line, words).understood());
            assertEquals(List.of(), result.unmatched(), example);
            String parsed =
                    result.asCommandLineList().getLast().getCommandSpec().qualifiedName();
            assertTrue(parsed.startsWith(name), example + " is of " + parsed);
        }
    }

    @ParameterizedTest
    @MethodSource("allCommands")
    void noHelpTellsADefaultByANameOfTheCode(CommandLine command) {
        String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF).replaceAll("\\s+", " ");
        assertFalse(
                Pattern.compile("Default: ([A-Z]{2,}\\b|null|\\$)(?! *CRIA_MODEL)")
                        .matcher(help)
                        .find(),
                help);
    }

    /** As a shell splits them, up to where output goes to a file. */
    private static String[] words(String line) {
        return Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(line.replaceAll(" >.*", ""))
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }

    @Test
    void theCommandsAreListedWithAShortLineEach() {
        InProcess answer = InProcess.execute("--help");
        assertEquals(0, answer.exitCode());
        for (String command : commands()) {
            assertTrue(answer.out().contains("\n  " + command), command);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandThatIsMadeAloneHasTheSameHelp(String command) {
        assertEquals(help(Main.commandLine(), command), help(Main.commandLine(command), command));
    }

    private static String help(CommandLine line, String command) {
        return Objects.requireNonNull(line.getSubcommands().get(command), command)
                .getUsageMessage();
    }

    @Test
    void onlyTheCommandThatIsNamedIsMade() {
        assertEquals(Set.of("run"), Main.commandLine("run").getSubcommands().keySet());
        assertEquals(commands(), Main.commandLine("rnu").getSubcommands().keySet());
        assertEquals(commands(), Main.commandLine("help").getSubcommands().keySet());
    }

    @Test
    void everyCommandKnowsTheVersionAndTheVectorWidth() {
        String version = InProcess.execute("--version").out();
        assertAll(
                () -> assertTrue(version.startsWith("cria "), version),
                () -> assertTrue(version.contains("JDK " + Runtime.version()), version),
                () -> assertTrue(version.matches("(?s).*Vector API: (\\d+ bits|off).*"), version));
        Main.commandLine().getSubcommands().forEach((command, line) -> {
            if (line.getCommandSpec().optionsMap().containsKey("--version")) {
                assertEquals(version, InProcess.execute(command, "--version").out());
            }
        });
    }

    @Test
    void theShellCompletionKnowsCommandsAndOptions() {
        InProcess answer = InProcess.execute("generate-completion");
        assertEquals(0, answer.exitCode());
        Stream.concat(commands().stream(), Stream.of("--ctx-size", "--n-prompt", "complete -F"))
                .forEach(word -> assertTrue(answer.out().contains(word), word));
    }

    @Test
    void theShellCompletionKnowsTheValuesOfOptionsAndWhereFilesAreMeant() {
        String script = InProcess.execute("generate-completion").out();
        String run = script.substring(script.indexOf("function _picocli_cria_run()"));
        for (String values : List.of(
                "(\"f32\" \"f16\" \"q8_0\") # --cache-type-k values",
                "(\"f32\" \"f16\" \"q8_0\") # --cache-type-v values",
                "(\"auto\") # --gpu-layers values",
                "\"plain\") # --cpu-kernels values",
                "\"f32\") # --activations values",
                "\"vicuna\"",
                "# --resume values")) {
            assertTrue(run.contains(values), values);
        }
        Pattern devices = Pattern.compile("\\(\"auto\" .*\"cpu\".*\\) # --device values");
        assertTrue(devices.matcher(run).find(), "values of --device");
        for (String option :
                List.of("'-m'|'--model'", "'-f'|'--file'", "'--session'", "'-sysf'|'--system-prompt-file'")) {
            Pattern files = Pattern.compile(Pattern.quote(option)
                    + "\\)\\s+local IFS=[^\n]*\\s+type compopt[^\n]*\\s+COMPREPLY=\\( \\$\\( compgen -f ");
            assertTrue(files.matcher(run).find(), () -> option + " takes a file, in\n" + script);
        }
    }

    private static void assertWrongUsage(InProcess answer, String... words) {
        assertEquals(2, answer.exitCode(), answer.err());
        assertEquals("", answer.out());
        assertTrue(answer.err().startsWith("cria: "), answer.err());
        for (String word : words) {
            assertTrue(answer.err().contains(word), () -> "'" + word + "' is not in: " + answer.err());
        }
        assertFalse(answer.err().contains("\tat "), answer.err());
    }
}
