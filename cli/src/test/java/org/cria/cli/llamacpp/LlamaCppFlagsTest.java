package org.cria.cli.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class LlamaCppFlagsTest {
    @Command(name = "chat")
    private static final class Chat {
        @Option(names = {"-c", "--ctx-size"})
        private int contextSize;

        @Option(names = {"-p", "--prompt"})
        private String prompt = "";

        @Option(names = "--stop")
        private List<String> stops = List.of();
    }

    private static LlamaCppFlags flags(String... arguments) {
        return new LlamaCppFlags(
                new CommandLine(CommandLine.Model.CommandSpec.create()).addSubcommand("chat", new Chat()), arguments);
    }

    @Test
    void whatChangesNothingIsLeftOutWithItsValueAndANote() {
        LlamaCppFlags flags = flags(
                "chat", "--mlock", "-fa", "on", "--no-mmap", "-cnv", "-tb", "8", "--jinja", "-fa", "-c", "64", "-fa");
        assertEquals(List.of("chat", "-c", "64"), List.of(flags.understood()));
        assertEquals(6, flags.notes().size(), flags.notes()::toString);
        assertTrue(flags.notes().getFirst().startsWith("note: --mlock changes nothing: "), flags.notes()::toString);
    }

    @Test
    void whatIsNotThereIsAnErrorThatSaysWhatToDoInstead() {
        assertTrue(message("chat", "--control-vector", "some.gguf")
                .startsWith("there is no --control-vector, which llama.cpp has: "));
        assertTrue(message("chat", "--list-devices").contains("'cria devices'"));
        assertTrue(message("chat", "--control-vector=some.gguf").contains("control vectors"));
    }

    @Test
    void aValueThatSwitchesOffWhatIsNotThereIsFine() {
        LlamaCppFlags flags = flags("chat", "--adaptive-target", "-1", "--n-cpu-moe", "0.00", "-np=1");
        assertEquals(List.of("chat"), List.of(flags.understood()));
        assertTrue(message("chat", "--adaptive-target", "0.5").contains("--top-p"));
    }

    @Test
    void ownOptionsTheirValuesAndTextsStayAsTheyAre() {
        String[] arguments = {"chat", "-p", "--mlock", "--ctx-size=64", "--", "--mlock"};
        assertEquals(List.of(arguments), List.of(flags(arguments).understood()));
        assertEquals(List.of("--mlock"), List.of(flags("--mlock").understood()), "no command");
    }

    @Test
    void otherNamesBecomeOurs() {
        assertEquals(
                List.of("chat", "--stop", "x"),
                List.of(flags("chat", "--reverse-prompt", "x").understood()));
        assertEquals(
                List.of("chat", "--stop=x"),
                List.of(flags("chat", "--reverse-prompt=x").understood()));
    }

    @Test
    void noFlagHasTwoMeaningsInOneCommand() {
        List<Flag> table = LlamaCppFlags.table();
        for (Flag flag : table) {
            for (String name : flag.names()) {
                Set<Flag> others = table.stream()
                        .filter(other ->
                                other != flag && other.kind() != Flag.Kind.SAME && flag.kind() != Flag.Kind.SAME)
                        .filter(other -> other.names().contains(name))
                        .filter(other -> other.commands().equals(flag.commands()))
                        .collect(Collectors.toSet());
                assertEquals(Set.of(), others, name);
            }
            assertFalse(flag.text().endsWith("."), flag.text());
        }
    }

    private static String message(String... arguments) {
        return String.valueOf(
                assertThrows(ParameterException.class, () -> flags(arguments).understood())
                        .getMessage());
    }
}
