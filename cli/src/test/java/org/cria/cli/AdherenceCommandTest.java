package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria eval adherence} as it is typed, with the built-in model. */
final class AdherenceCommandTest {
    @TempDir
    Path folder;

    @Test
    void theTableAndThePlotHaveThreePoliciesAndEveryTurn() {
        CriaProcess.Outcome run = new CriaProcess(folder, "eval", "adherence", "--turns", "3", "-c", "128").run();
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("turn  pinned  only at the start  repeated each turn\n"), run.out());
        for (String row : new String[] {" {3}1", " {3}3", " all", "one word", "pirate, last word"}) {
            assertTrue(
                    run.out().lines().anyMatch(line -> line.matches(row + " +\\d+% +\\d+% +\\d+%")), row + run.out());
        }
        assertTrue(run.out().contains("P: pinned, S: only at the start, R: repeated each turn"), run.out());
        assertTrue(run.out().contains("forgotten"), run.out());
    }

    @Test
    void theReportAsJsonHasEveryAnswer() throws IOException {
        CriaProcess.Outcome run = new CriaProcess(folder, "eval", "adherence", "--turns", "2", "--json").run();
        JsonNode report = new ObjectMapper().readTree(run.out());
        int scripts = report.get("scripts").size();
        assertEquals(8, scripts);
        assertEquals(3 * scripts * 2, report.get("answers").size());
        assertEquals(3, report.get("policies").size());
        assertEquals(256, report.get("context").asInt());
        assertEquals(2, report.get("policies").get(0).get("kept_by_turn").size());
    }

    @Test
    void noTurnsAreWrongUsage() {
        InProcess run = InProcess.execute("eval", "adherence", "--turns", "0");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("--turns is 0, expected 1 or more."), run.err());
    }

    @Test
    void whatIsToBeMeasuredMustBeSaid() {
        InProcess run = InProcess.execute("eval");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("which measure?"), run.err());
    }
}
