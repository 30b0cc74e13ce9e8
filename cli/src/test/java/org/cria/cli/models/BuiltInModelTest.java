package org.cria.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cria.cli.CriaProcess;
import org.cria.model.gguf.Gguf;
import org.cria.model.gguf.Metadata;
import org.cria.model.inspect.FileSummary;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that is there when nobody chose one. */
final class BuiltInModelTest {
    private static final long MOST_BYTES = 8L << 20;

    @TempDir
    Path folder;

    private CriaProcess cria(String... arguments) {
        return new CriaProcess(folder, arguments).environment("HOME", folder.toString());
    }

    @Test
    void classesAreFoundInAJarAndInAFolderWhateverTheirPlaceIsCalled() {
        String own = "org/cria/cli/models/BuiltInModel.class";
        assertEquals(
                Optional.of(Path.of("/un packed/lib/cria.jar")),
                BuiltInModel.classes("jar:file:/un%20packed/lib/cria.jar!/" + own));
        assertEquals(Optional.of(Path.of("/cria/classes/")), BuiltInModel.classes("file:/cria/classes/" + own));
        assertEquals(Optional.empty(), BuiltInModel.classes("jrt:/cria/" + own));
        assertEquals(Optional.empty(), BuiltInModel.classes("jar:http://localhost/cria.jar!/" + own));
    }

    @Test
    void chatAnswersWithItAndSaysSoInOneLine() {
        CriaProcess.Outcome run = cria("chat", "--temp", "0").input("Hello!\n").run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().startsWith("Hello!"), run.out());
        assertEquals(List.of(BuiltInModel.notice()), run.complaints().subList(0, 1));
        assertEquals(
                1,
                run.complaints().stream()
                        .filter(line -> line.contains("built-in"))
                        .count(),
                run.err());
    }

    @Test
    void everyCommandThatTakesAModelTakesIt() {
        for (String[] command : List.of(
                new String[] {"run", "-p", "Hello", "-n", "4", "--temp", "0"},
                new String[] {"bench", "-p", "8", "-n", "2", "-r", "1"},
                new String[] {"tokenize", "-p", "Hello"},
                new String[] {
                    "perplexity", "-p", "Hello there, how are you today? I am fine. " + "What can you do?", "-c", "8"
                },
                new String[] {"inspect"})) {
            CriaProcess.Outcome run = cria(command).run();
            assertEquals(0, run.exitCode(), run.err());
            assertFalse(run.out().isEmpty(), command[0]);
            assertEquals(
                    1,
                    run.complaints().stream()
                            .filter(BuiltInModel.notice()::equals)
                            .count(),
                    run.err());
        }
    }

    @Test
    void whoeverChoosesAModelHearsNothingOfIt() throws IOException {
        Path tiny = TinyModel.seeded(1).write(folder.resolve("tiny.gguf"));
        for (CriaProcess chosen : List.of(
                cria("run", "-p", "a", "-n", "1", "-m", tiny.toString()),
                cria("run", "-p", "a", "-n", "1").environment("CRIA_MODEL", tiny.toString()),
                cria("run", "-p", "a", "-n", "1", "-m", "built-in"))) {
            CriaProcess.Outcome run = chosen.run();
            assertEquals(0, run.exitCode(), run.err());
            assertFalse(run.err().contains("built-in"), run.err());
        }
    }

    @Test
    void itIsListedWithTheOthersAndOnesOwnOfThatNameComesFirst() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        JsonNode alone = list(models);
        assertEquals(1, alone.size());
        assertEquals("built-in", alone.get(0).get("name").asText());
        assertEquals("Q8_0", alone.get(0).get("file_type").asText());
        Path own = TinyModel.seeded(1).write(models.resolve("built-in.gguf"));
        assertEquals(2, list(models).size());
        assertEquals(own.toString(), list(models).get(0).get("file").asText());
    }

    private JsonNode list(Path models) throws IOException {
        String report = cria("models", "--json")
                .environment("CRIA_MODELS", models.toString())
                .run()
                .out();
        return new ObjectMapper().readTree(report).get("models");
    }

    @Test
    void itIsFoundFromTheJarOfACheckoutAndOfADistribution() throws IOException {
        Path file = Files.createDirectories(folder.resolve("models")).resolve("built-in.gguf");
        assertEquals(Optional.empty(), BuiltInModel.file(folder.resolve("lib/cria-cli.jar")));
        Files.writeString(file, "GGUF");
        for (String classes : List.of("lib/cria-cli.jar", "cli/target/cria-cli.jar", "cli/target/classes")) {
            assertEquals(Optional.of(file), BuiltInModel.file(folder.resolve(classes)), classes);
        }
        assertEquals(Optional.empty(), BuiltInModel.file(folder.resolve("a/b/c/lib/cria-cli.jar")));
    }

    @Test
    void theFileSaysWhatItIsAndIsSmall() throws IOException {
        Path file = BuiltInModel.file().orElseThrow();
        assertTrue(Files.size(file) <= MOST_BYTES, Files.size(file) + " bytes");
        try (Gguf gguf = Gguf.open(file)) {
            Metadata metadata = gguf.metadata();
            assertEquals("Apache-2.0", metadata.string("general.license", ""));
            assertTrue(metadata.string("general.description", "").contains("Quillay"));
            assertTrue(metadata.string("tokenizer.chat_template", "").contains("<<SYS>>"));
            assertTrue(FileSummary.contextLength(gguf).orElseThrow() >= 1024);
        }
    }
}
