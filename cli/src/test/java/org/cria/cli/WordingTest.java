package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cria.cli.wording.Wording;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.emulator.EmulatorBackend;
import org.cria.model.ModelOptions;
import org.cria.model.bench.Trial;
import org.cria.model.chat.ChatTemplates;
import org.cria.model.check.tuning.TunedFigures;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.measure.Chunks;
import org.cria.model.measure.KlBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The library's messages name nothing that only the command line has; here they get the words that users type. */
final class WordingTest {
    @TempDir
    Path folder;

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
    private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:^\\s*//[^\\n]*$)");

    /** An option, a command of a chat, or a command of Cria. */
    private static final Pattern TYPED = Pattern.compile(
            "(?:^|[\\s('/,])(--?[a-zA-Z][\\w-]*)|(?:^|[\\s('])(/(?:clear|fork|load|read|regen|save|set|show|switch|system|undo))\\b|(cria [a-z]+)");

    private static final Pattern CONTROL = Pattern.compile("new Control\\(\"([^\"]+)\"\\)");

    /** What is no option of ours: those of the JVM and its compiler, and the format of a file. */
    private static final Set<String> OTHERS = Set.of(
            "CpuBackend.java --add-modules",
            "HeaderWriter.java -ctk",
            "HeaderWriter.java -ctv",
            "KernelLoader.java --add-modules",
            "KernelLoader.java -Xlint",
            "KernelLoader.java -g",
            "KernelLoader.java -implicit",
            "KernelLoader.java -parameters",
            "KernelLoader.java -proc");

    @Test
    void theLibraryNamesNothingThatOnlyTheCommandLineHas() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path source : librarySources()) {
            String code = COMMENT.matcher(Files.readString(source)).replaceAll("");
            LITERAL.matcher(code)
                    .results()
                    .forEach(literal -> TYPED.matcher(literal.group(1))
                            .results()
                            .map(typed -> Stream.of(1, 2, 3)
                                    .map(typed::group)
                                    .filter(word -> word != null)
                                    .findFirst()
                                    .orElseThrow())
                            .map(word -> source.getFileName() + " " + word)
                            .forEach(found::add));
        }
        assertTrue(found.containsAll(OTHERS), () -> "some of " + OTHERS + " is gone: " + found);
        found.removeAll(OTHERS);
        assertEquals(Set.of(), found, "to be said with a Control");
    }

    @Test
    void everyOptionThatAMessageNamesIsOneOfSomeCommand() throws IOException {
        Set<String> options = new HashSet<>();
        options(Main.commandLine(), options);
        Set<String> controls = new TreeSet<>();
        for (Path source : librarySources()) {
            CONTROL.matcher(Files.readString(source)).results().forEach(match -> controls.add(match.group(1)));
        }
        GenerationSettings.settings().forEach(setting -> controls.add(setting.name()));
        assertTrue(controls.containsAll(Set.of("context size", "predict", "chat template")), controls.toString());
        List<String> wrong = new ArrayList<>();
        for (String name : controls) {
            Control control = new Control(name);
            String text = Wording.of(Explanation.of(control.named(), " ", control.names(), " ", control.how()));
            for (String word : text.split("[\\s/]+", 0)) {
                if (word.startsWith("-") && !options.contains(word.replaceAll("[,']", ""))) {
                    wrong.add(name + ": " + word);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void settingsGoByTheirOptions() {
        ModelOptions options = ModelOptions.defaults();
        says("-c/--ctx-size is -2, expected 1 or more, or 0 for the model's own.", () -> options.withContextSize(-2));
        says("-ngl/--gpu-layers is -2, expected 0 or more, or auto.", () -> options.withGpuLayers(-2));
        says("-t/--threads is 0, expected 1 to 1024.", () -> options.withThreads(0));
        says("-b/--batch-size is 0, expected 1 to 65536.", () -> options.withBatchSize(0));
        GenerationSettings settings = GenerationSettings.defaults();
        says("-n/--predict is -2, expected 0 or more, or -1 for no limit.", () -> settings.withPredict(-2));
        says("--logprobs is -2, expected 0 or more.", () -> settings.withLogprobs(-2));
    }

    @Test
    void nextStepsNameWhatToType() {
        says(
                "the window is 2 tokens, expected at least 3, for a smaller one scores nothing. Choose a larger -c.",
                () -> Chunks.of(new int[9], 2, -1));
        says(
                "the text has 9 tokens, expected at least 10 (twice the window). Give a longer text or a smaller -c.",
                () -> Chunks.of(new int[9], 5, -1));
        says(
                "a test of 0 prompt tokens, 0 generated ones and depth 0, expected none below 0 and at least one token."
                        + " Change -p, -n, -pg or -d.",
                () -> new Trial(0, 0, 0));
        says(
                "the chat template 'nothing' is not known, expected one of " + ChatTemplates.names()
                        + ", none, or a file in Jinja. Choose one of these with --chat-template NAME.",
                () -> ChatTemplates.named("nothing"));
        says(
                "none.kld: cannot be read (there is no such file). Write it with llama-perplexity or"
                        + " without --kl-divergence first.",
                () -> KlBase.open(Path.of("none.kld")));
    }

    @Test
    void aFolderIsSetThroughTheEnvironment() throws IOException {
        EmulatorBackend device = new EmulatorBackend();
        Path file = Files.createFile(folder.resolve("file"));
        CriaException refusal =
                assertThrows(CriaException.class, () -> TunedFigures.in(file).put(device, device.defaults()));
        assertTrue(
                Wording.of(refusal).endsWith("Make it writable, or set XDG_CACHE_HOME to another folder."),
                Wording.of(refusal));
    }

    @Test
    void everyFormOfAControlHasItsPlaceInASentence() {
        Control size = Control.CONTEXT_SIZE;
        assertEquals(
                "-c, -c/--ctx-size, -c 512, with -c (-c), 'cria doctor', --no-self-test",
                Wording.of(Explanation.of(
                        size.named(),
                        ", ",
                        size.names(),
                        ", ",
                        size.to(512),
                        ",",
                        size.how(),
                        size.aside(),
                        ", ",
                        new Control("the doctor").named(),
                        ", ",
                        new Control("no self-test").named())));
    }

    private static void says(String expected, Executable refused) {
        assertEquals(expected, Wording.of(assertThrows(CriaException.class, refused)));
    }

    private static void options(CommandLine command, Set<String> options) {
        command.getCommandSpec().options().forEach(option -> options.addAll(List.of(option.names())));
        command.getSubcommands().values().forEach(sub -> options(sub, options));
    }

    private static List<Path> librarySources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("kernels", "model")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                sources.addAll(
                        files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList()));
            }
        }
        assertTrue(sources.size() > 200, sources.size() + " sources");
        return sources;
    }
}
