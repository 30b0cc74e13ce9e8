package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.cria.cli.llamacpp.LlamaCppFlags;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What users of llama.cpp type is understood, or they are told what to type instead. */
class LlamaCppWordsTest {
    @Test
    void theCommandsHaveTheOptionsThatTheTableSaysTheyHave() throws IOException {
        List<String> rows;
        try (InputStream in = Objects.requireNonNull(LlamaCppFlags.class.getResourceAsStream("flags.txt"))) {
            rows = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("same "))
                    .toList();
        }
        assertFalse(rows.isEmpty());
        for (String row : rows) {
            String[] halves = row.split(" : ");
            List<String> names = List.of(halves[0].substring("same ".length()).split(" "));
            String having = Main.commandLine().getSubcommands().entrySet().stream()
                    .filter(command -> names.stream().allMatch(name -> has(command.getValue(), name)))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.joining(" "));
            assertEquals(halves[0] + " : " + having, row);
        }
    }

    private static boolean has(CommandLine command, String option) {
        return command.getCommandSpec().optionsMap().containsKey(option)
                || command.getCommandSpec().negatedOptionsMap().containsKey(option);
    }

    @Test
    void aCommandBelowAnotherIsToldByItsWholeName() {
        InProcess answer = InProcess.execute("lora", "merge", "-m", "base.gguf", "adapter.gguf", "out.gguf");
        assertTrue(answer.err().startsWith("cria: 'cria lora merge' has no -m; run, chat, serve, "), answer.err());
    }

    @Test
    void aFlagThatCriaLacksIsWrongUsageAndPrintsNoHelp() {
        InProcess answer = InProcess.execute("run", "--model-url", "https://example.org/a.gguf", "-p", "a");
        assertEquals(2, answer.exitCode(), answer.err());
        assertEquals("", answer.out());
        assertTrue(answer.err().contains("--model-url, which llama.cpp has: Cria downloads from"), answer.err());
    }

    @Test
    void aFlagOfAnotherCommandNamesIt() {
        InProcess answer = InProcess.execute("run", "-sys", "Be brief.", "-p", "a");
        assertEquals(2, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains("'cria run' has no -sys; chat has it."), answer.err());
    }

    @Test
    void flagsThatChangeNothingAreNoted() {
        InProcess answer = InProcess.execute("run", "--mlock", "-fa", "on", "--no-mmap", "-no-cnv", "-n", "many");
        assertTrue(answer.err().startsWith("note: --mlock changes nothing: "), answer.err());
        assertEquals(
                4,
                answer.err().lines().filter(line -> line.startsWith("note: ")).count(),
                answer.err());
    }

    @Test
    void helpIsNoExcuseForWordsThatFitNowhere() {
        for (String line : List.of("nosuch --help", "run nosuch --help", "run --nosuch --help", "nosuch -h")) {
            InProcess answer = InProcess.execute(line.split(" "));
            assertEquals(2, answer.exitCode(), line);
            assertEquals("", answer.out(), line);
            assertTrue(answer.err().contains("nosuch"), answer.err());
        }
        assertEquals(0, InProcess.execute("run", "--help").exitCode());
    }

    @Test
    void suggestionsAreNearOrNone() {
        assertTrue(InProcess.execute("run", "--tempp", "1").err().contains("Did you mean '--temp'?"));
        assertFalse(InProcess.execute("run", "--quick").err().contains("Did you mean"));
        assertTrue(InProcess.execute("run", "-n5").err().contains("Did you mean '-n 5'?"));
    }
}
