package org.cria.model.saved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cria.model.Model;
import org.cria.model.chat.Branches;
import org.cria.model.chat.Transcript;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it saves leaves the old state or the new one. {@code -Dkills=50} kills more often. */
final class KilledSaveTest {
    @TempDir
    Path folder;

    @Test
    void afterAKillTheFileIsTheOldStateOrTheNewOne() throws Exception {
        int kills = Integer.getInteger("kills", 3);
        Random random = new Random(8);
        Path modelFile = TinyModel.seeded(5)
                .dim(64)
                .ffn(32)
                .layers(2)
                .context(SavingLoop.CONTEXT)
                .write(folder.resolve("tiny.gguf"));
        Path file = folder.resolve("saved.chat");
        int longer = 0;
        int torn = 0;
        try (Model model = Model.open(modelFile, SavingLoop.options())) {
            for (int kill = 0; kill < kills; kill++) {
                killWhileSaving(modelFile, file, random.nextInt(60_000_000));
                try (ChatPlace place = ChatPlace.claim(file); // the killed process has left no lock
                        Branches branches = new ChatFile(model)
                                .load(place, SavingLoop.room())
                                .branches()) {
                    List<Transcript.Round> said = branches.current()
                            .chat()
                            .conversation()
                            .transcript()
                            .exchanges();
                    assertTrue(said.getFirst().message().startsWith(SavingLoop.SHORT));
                    assertTrue(said.size() == 1 || said.getLast().message().equals(SavingLoop.LONG));
                    assertEquals(3, said.getLast().reply().length);
                    longer += said.size() - 1;
                }
                torn += parts() > 0 ? 1 : 0;
            }
        }
        System.out.println(kills + " kills: " + (kills - longer) + " times the shorter state, " + longer
                + " times the longer one; " + torn + " times a half-written file was left beside it");
    }

    private long parts() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".part")).count();
        }
    }

    private static void killWhileSaving(Path model, Path file, long nanos) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SavingLoop.class.getName(),
                        model.toString(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (int saves = 0; saves < 3; saves++) {
                assertEquals("saved", out.readLine());
            }
            long until = System.nanoTime() + nanos;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        } finally {
            process.destroyForcibly().waitFor(); // SIGKILL
        }
    }
}
