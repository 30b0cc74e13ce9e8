package org.cria.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cria.kernels.CriaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnswerLogTest {
    @TempDir
    Path folder;

    @Test
    void aBrokenLineIsNoAnswerAndTheOthersAre() throws IOException {
        Path file = folder.resolve("log.jsonl");
        AnswerLog log = AnswerLog.in(file, false);
        log.add("a", new Likelihood(-1.5, true));
        log.add("b", new Response.Text("ja"));
        String whole = Files.readString(file);
        Files.writeString(file, "[\"c\",[\"-0.[\"d\",\"no\"]\n[\"e\",[\"none\",true]]\n\0\0\n" + whole);
        AnswerLog again = AnswerLog.in(file, false);
        assertEquals(2, again.size());
        assertEquals(Optional.of(new Likelihood(-1.5, true)), again.answer("a"));
        assertEquals(Optional.of(new Response.Text("ja")), again.answer("b"));
    }

    @Test
    void aLogThatCannotBeWrittenIsToldWithItsFile() throws IOException {
        Path file = folder.resolve("log.jsonl");
        AnswerLog log = AnswerLog.in(file, false);
        Files.createDirectory(file);
        CriaException failure = assertThrows(CriaException.class, () -> log.add("a", new Response.Text("")));
        assertTrue(
                String.valueOf(failure.getMessage()).startsWith(file + ": the log of answers cannot be written ("),
                failure.getMessage());
    }
}
