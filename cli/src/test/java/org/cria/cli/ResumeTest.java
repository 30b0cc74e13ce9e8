package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria chat --resume}, as it is typed. */
final class ResumeTest {
    @TempDir
    private static Path folder;

    private static Path chats;

    /** A kept chat is a session in the folder of the kept ones. */
    @BeforeAll
    static void keep() throws IOException {
        chats = Files.createDirectories(folder.resolve("data").resolve("cria").resolve("chats"));
        for (String[] each : new String[][] {{"5", "2026-01-01-five"}, {"6", "2026-01-02-six"}}) {
            TinyModel.seeded(Integer.parseInt(each[0]))
                    .dim(32)
                    .ffn(32)
                    .layers(1)
                    .write(folder.resolve("tiny-" + each[0] + ".gguf"));
            CriaProcess.Outcome run = chat(
                    each[0],
                    "hello\n",
                    "--session",
                    chats.resolve(each[1] + ".chat").toString());
            assertEquals(0, run.exitCode(), run.err());
        }
    }

    private static CriaProcess.Outcome chat(String seed, String input, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "chat",
                "-m",
                folder.resolve("tiny-" + seed + ".gguf").toString(),
                "-t",
                "1",
                "-n",
                "3",
                "--temp",
                "0"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--resume")) {
            arguments.addAll(List.of("--chat-template", "vicuna"));
        }
        return new CriaProcess(folder, arguments.toArray(String[]::new))
                .environment("XDG_DATA_HOME", folder.resolve("data").toString())
                .input(input)
                .run();
    }

    @Test
    void withoutANameTheLatestOfTheModelGoesOnAndIsKept() throws IOException {
        CriaProcess.Outcome run = chat("5", "more\n", "--resume");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains("[ Goes on with 2026-01-01-five, exchanges so far: 1. ]"), run.err());
        CriaProcess.Outcome again = chat("5", "", "--resume", "five");
        assertTrue(again.err().contains("exchanges so far: 2. ]"), again.err());
        try (var files = Files.list(chats)) {
            assertEquals(4, files.count(), "nothing but the two chats and their caches");
        }
    }

    @Test
    void whatDoesNotFitSaysWhatThereIs() throws IOException {
        TinyModel.seeded(7).dim(32).ffn(32).layers(1).write(folder.resolve("tiny-7.gguf"));
        CriaProcess.Outcome none = chat("7", "", "--resume");
        assertEquals(1, none.exitCode());
        assertTrue(none.err().contains("no chat of this model is kept in " + chats), none.err());
        assertTrue(none.err().contains("2026-01-02-six (tiny-6.gguf)"), none.err());
        CriaProcess.Outcome other = chat("5", "", "--resume", "six");
        assertEquals(1, other.exitCode());
        assertTrue(
                other.err().contains("held with another model, tiny-6.gguf")
                        && other.err().contains("Start with -m"),
                other.err());
        CriaProcess.Outcome unknown = chat("5", "", "--resume", "seven");
        assertEquals(1, unknown.exitCode());
        assertTrue(unknown.err().contains("there is no chat 'seven' in " + chats + ", expected "), unknown.err());
    }

    @Test
    void contradictionsAreWrongUsage() {
        assertEquals(2, chat("5", "", "--resume", "five", "--no-history").exitCode());
        assertEquals(2, chat("5", "", "--resume", "five", "--session", "x").exitCode());
        assertEquals(2, chat("5", "", "--history-space", "0").exitCode());
    }
}
