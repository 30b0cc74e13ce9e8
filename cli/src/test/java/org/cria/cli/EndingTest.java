package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generation that would go on and on ends soon and cleanly when nobody wants it any more. */
class EndingTest {
    private static final long SOON_SECONDS = 3;

    @TempDir
    private static Path folder;

    private static String model = "";

    @BeforeAll
    static void writeModel() throws IOException {
        model = TinyModel.seeded(7)
                .context(1_000_000)
                .write(folder.resolve("endless.gguf"))
                .toString();
    }

    @Test
    void aReaderThatGoesAwayEndsTheRunWithoutAnyFuss() throws Exception {
        CriaProcess cria = endless();
        Process process = cria.start();
        try (InputStream text = process.getInputStream()) {
            assertEquals(10, text.readNBytes(10).length);
        }
        assertTrue(process.waitFor(SOON_SECONDS, TimeUnit.SECONDS), "still running");
        CriaProcess.Outcome run = cria.outcome(process, "");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(1, run.complaints().size(), run.err());
    }

    @Test
    void aTerminatedRunLeavesWhatItHasSaid() throws Exception {
        CriaProcess cria = endless();
        Process process = cria.start();
        byte[] first = process.getInputStream().readNBytes(10);
        String rest = terminated(process);
        CriaProcess.Outcome run = cria.outcome(process, rest);
        assertEquals(10, first.length);
        assertTrue(rest.endsWith("\n"), "the text is complete");
        assertFalse(run.err().contains("Exception"), run.err());
        assertTrue(run.err().contains("Generation:"), run.err());
    }

    @Test
    void ctrlCEndsARunWithAWordAndItsExitCode() throws Exception {
        CriaProcess cria = endless();
        Process process = cria.start();
        byte[] first = process.getInputStream().readNBytes(10);
        String rest = interrupted(process);
        CriaProcess.Outcome run = cria.outcome(process, rest);
        assertEquals(10, first.length);
        assertTrue(rest.endsWith("\n"), "the text is complete");
        assertEquals(130, run.exitCode(), run.err());
        assertTrue(run.err().contains("[ Stopped. ]"), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    @Test
    void ctrlCEndsTheReadingOfALongPromptInItsMiddle() throws Exception {
        String prompt = "a small text ".repeat(3_000);
        CriaProcess cria =
                new CriaProcess(folder, "run", "-m", model, "-f", "-", "-c", "60000", "-b", "30000", "-n", "1", "-v");
        Process process = cria.input(prompt).start();
        while (!cria.errorsSoFar().contains("device:") && process.isAlive()) {
            Thread.sleep(20);
        }
        Thread.sleep(1000);
        interrupted(process);
        CriaProcess.Outcome run = cria.outcome(process, "");
        assertEquals(130, run.exitCode(), run.err());
        assertTrue(run.err().contains("stopped by cancelled"), run.err());
        assertFalse(run.err().contains("before the current batch was done"), run.err());
    }

    @Test
    void ctrlCEndsAMeasurementThatSaysHowFarItCame() throws Exception {
        Path task = Files.writeString(folder.resolve("long.json"), """
                {"task": "long", "kind": "choice", "data": {"test": ["long.jsonl"], "source": "here"}, "shots": 0, "text": "{{text}}",
                 "choices": "answers", "answer": "{{right}}", "metrics": ["acc"]}
                """);
        Files.writeString(
                folder.resolve("long.jsonl"),
                "{\"text\": \"a\", \"answers\": [\"b\", \"c\"], \"right\": 1}\n".repeat(200_000));
        CriaProcess cria = new CriaProcess(
                folder, "eval", "-m", model, "--task", task.toString(), "--data", folder.toString(), "--fresh", "-v");
        Process process = cria.start();
        while (!cria.errorsSoFar().contains("device:") && process.isAlive()) {
            Thread.sleep(20);
        }
        Thread.sleep(200); // into the reading of the data set
        CriaProcess.Outcome run = cria.outcome(process, interrupted(process));
        assertEquals(130, run.exitCode(), run.err());
        assertTrue(
                run.err().contains("[ Ended with 0 of 1 part measured. The same command without --fresh"), run.err());
    }

    @Test
    void ctrlCEndsAChatWithMoreMessagesToCome() throws Exception {
        CriaProcess cria = new CriaProcess(
                folder, "chat", "-m", model, "--chat-template", "vicuna", "-c", "100000", "--temp", "0");
        Process process = cria.input("one\ntwo\nthree\n").start();
        assertEquals(10, process.getInputStream().readNBytes(10).length);
        interrupted(process);
        CriaProcess.Outcome run = cria.outcome(process, "");
        assertEquals(130, run.exitCode(), run.err());
        assertEquals(
                1,
                run.complaints().stream()
                        .filter(line -> line.startsWith("[ Prompt:"))
                        .count(),
                run.err());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    @Test
    void aTerminatedJsonRunIsAWholeObjectThatSaysSo() throws Exception {
        CriaProcess cria = endless("--json", "--verbose");
        Process process = cria.start();
        while (!cria.errorsSoFar().contains("device:") && process.isAlive()) {
            Thread.sleep(20);
        }
        Thread.sleep(500); // generating, of which --json shows nothing
        JsonNode report = new ObjectMapper().readTree(terminated(process));
        CriaProcess.Outcome run = cria.outcome(process, "");
        assertEquals("cancelled", report.get("stop_reason").asText());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    @Test
    void aTerminatedBenchmarkIsAWholeArrayOfWhatWasMeasured() throws Exception {
        CriaProcess cria =
                new CriaProcess(folder, "bench", "-m", model, "-p", "4", "-n", "100000", "-r", "1", "-o", "json");
        Process process = cria.start();
        while (!cria.errorsSoFar().contains("bench 2/2") && process.isAlive()) {
            Thread.sleep(20);
        }
        JsonNode results = new ObjectMapper().readTree(terminated(process));
        assertEquals(1, results.size());
        assertEquals(4, results.get(0).get("n_prompt").asInt());
        assertFalse(cria.outcome(process, "").err().contains("Exception"));
    }

    @Test
    void aTerminatedChatKeepsItsSession() throws Exception {
        Path session = folder.resolve("kept.chat");
        String[] chat = {
            "chat",
            "-m",
            model,
            "--chat-template",
            "vicuna",
            "-c",
            "100000",
            "--session",
            session.toString(),
            "-p",
            "hello"
        };
        CriaProcess cria = new CriaProcess(folder, chat);
        Process process = cria.start();
        assertEquals(10, process.getInputStream().readNBytes(10).length);
        terminated(process);
        CriaProcess.Outcome run = cria.outcome(process, "");
        assertFalse(run.err().contains("Exception"), run.err());
        assertTrue(run.err().contains("[ Stopped: what was said stays. ]"), run.err());
        assertTrue(Files.size(session) > 100, "the conversation is in its file");
        assertTrue(Files.size(folder.resolve("kept.chat.cache")) > 1000, "and its cache beside it");
    }

    private static CriaProcess endless(String... more) {
        String[] arguments = new String[11 + more.length];
        String[] common = {"run", "-m", model, "-p", "a small text", "--temp", "0", "-c", "100000", "-n", "-1"};
        System.arraycopy(common, 0, arguments, 0, common.length);
        System.arraycopy(more, 0, arguments, common.length, more.length);
        return new CriaProcess(folder, arguments);
    }

    /** Presses Ctrl-C, as it were, and returns the rest of the output, which ends when the process does. */
    private static String interrupted(Process process) throws IOException, InterruptedException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "this platform does not say which signals are ignored");
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
        boolean hears = (ignored & 2) == 0;
        if (!hears) {
            process.destroyForcibly().waitFor(); // else it would run on behind the tests
        }
        Assumptions.assumeTrue(hears, "the tests were started with Ctrl-C ignored, and so are their processes");
        assertTrue(process.isAlive(), "ended before it was asked to");
        long start = System.nanoTime();
        assertEquals(
                0,
                new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor());
        String rest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(System.nanoTime() - start < SOON_SECONDS * 1_000_000_000L, "took too long");
        return rest;
    }

    /** Asks the process to end and returns the rest of its output, which ends when the process does. */
    private static String terminated(Process process) throws IOException {
        Assumptions.assumeTrue(process.supportsNormalTermination(), "this platform cannot ask a process to end");
        assertTrue(process.isAlive(), "ended before it was asked to");
        long start = System.nanoTime();
        assertTrue(process.toHandle().destroy());
        String rest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(System.nanoTime() - start < SOON_SECONDS * 1_000_000_000L, "took too long");
        return rest;
    }
}
