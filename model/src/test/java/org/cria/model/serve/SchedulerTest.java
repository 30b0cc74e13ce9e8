package org.cria.model.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.cria.kernels.CriaException;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.format.Formats;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.forward.Engine;
import org.cria.model.generation.StopReason;
import org.cria.model.gguf.Gguf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a slot, who waits, and how it ends. */
final class SchedulerTest {
    private static final ServeSettings ONE = ServeSettings.defaults().withSlots(1);

    @TempDir
    Path folder;

    @Test
    void aBeginningThatPromptsShareIsReadOnceAlsoWhenTheyComeTogether() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ServeSettings.defaults())) {
            List<Job> jobs = new ArrayList<>();
            List<Heard> heard = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int[] prompt = Arrays.copyOf(Served.text(1, 60), 62);
                prompt[60] = 10 + i;
                prompt[61] = 20;
                jobs.add(Served.greedyJob(prompt, 3));
                heard.add(new Heard());
            }
            served.scheduler.submit(jobs, List.copyOf(heard));
            heard.forEach(Heard::await);
            assertEquals(60 + 4 * 2, served.scheduler.load().read());
            assertEquals(3 * 60, served.scheduler.load().reused());
        }
    }

    @Test
    void aConversationGoesOnFromWhatWasReadAndFromWhatWasSaidWhereThatHasTheSameBits() throws IOException {
        for (var format : List.of(Formats.F32, Formats.Q8_0)) {
            try (Served served = new Served(folder, format, ServeSettings.defaults())) {
                int[] prompt = Served.text(2, 30);
                Heard first = new Heard();
                served.submit(served.endless(prompt), first);
                first.await();
                int[] longer = Arrays.copyOf(prompt, 40);
                for (int i = 30; i < 40; i++) {
                    longer[i] = Integer.parseInt(first.pieces.get(i - 30).replaceFirst(" .*", ""));
                }
                Heard second = new Heard();
                served.submit(Served.greedyJob(longer, 5), second);
                second.await();
                boolean same = served.model.engine().readsAsItGenerates();
                assertEquals(same ? 39 : 30, second.started.join(), format + ", same bits: " + same);
                assertEquals(first.pieces.subList(10, 15), second.pieces);
            }
        }
    }

    @Test
    void whoLeavesGetsNotOneTokenMore() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ServeSettings.defaults())) {
            CompletableFuture<Ticket> ticket = new CompletableFuture<>();
            Heard heard = new Heard(count -> {
                if (count == 5) {
                    ticket.join().cancel();
                }
            });
            ticket.complete(served.submit(served.endless(Served.text(1, 4)), heard));
            Ending.Broken ending = assertInstanceOf(Ending.Broken.class, heard.await());
            assertEquals(Ending.Cause.CANCELLED, ending.cause());
            assertEquals(5, heard.pieces.size());
        }
    }

    @Test
    void oneMoreThanMayWaitIsRefusedUntilSomebodyLeaves() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ONE.withWaiting(1))) {
            CompletableFuture<Void> go = new CompletableFuture<>();
            Heard running = new Heard(count -> go.join());
            Ticket ticket = served.submit(served.endless(Served.text(1, 4)), running);
            running.started.join();
            Heard waiting = new Heard();
            served.submit(Served.greedyJob(Served.text(2, 4), 2), waiting);
            CriaException refusal = assertThrows(
                    RefusedException.class, () -> served.submit(Served.greedyJob(Served.text(3, 4), 2), new Heard()));
            assertTrue(refusal.toString().contains("the only slot is busy and 1 request waits"), refusal::toString);
            ticket.cancel();
            go.complete(null);
            assertInstanceOf(Ending.Complete.class, waiting.await());
        }
    }

    @Test
    void aRequestOfManyTextsDoesNotKeepOthersWaiting() throws IOException {
        try (Served served =
                new Served(folder, Formats.F32, ServeSettings.defaults().withSlots(2))) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<Void> go = new CompletableFuture<>();
            List<Job> many = new ArrayList<>();
            List<JobListener> heard = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                many.add(Served.greedyJob(Served.text(i, 5), 4 + i));
                heard.add(new Starting(order, "many", go));
            }
            served.scheduler.submit(many, heard);
            Starting single = new Starting(order, "one", go);
            served.scheduler.submit(List.of(Served.greedyJob(Served.text(9, 5), 2)), List.of(single));
            go.complete(null);
            single.await();
            assertEquals(List.of("many", "one"), List.copyOf(order).subList(0, 2));
        }
    }

    /** Notes that it started; all wait with their first token until all are submitted. */
    private static final class Starting implements JobListener {
        private final List<String> order;
        private final String name;
        private final CompletableFuture<Void> go;
        private final Heard heard = new Heard();

        Starting(List<String> order, String name, CompletableFuture<Void> go) {
            this.order = order;
            this.name = name;
            this.go = go;
        }

        @Override
        public void started(int reused) {
            go.join();
            order.add(name);
        }

        @Override
        public void ended(Ending ending) {
            heard.ended(ending);
        }

        void await() {
            heard.await();
        }
    }

    @Test
    void aLongPromptDoesNotStopTheTextsThatCome() throws IOException {
        ServeSettings hasty = ServeSettings.defaults().withPause(Duration.ZERO);
        try (Served served = new Served(folder, Formats.F32, hasty)) {
            List<Integer> readAt = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<Void> go = new CompletableFuture<>();
            Heard stream = new Heard(count -> {
                if (count == 1) {
                    go.join();
                }
                readAt.add((int) served.scheduler.load().read());
            });
            served.submit(served.endless(Served.text(1, 4)), stream);
            Heard longer = new Heard();
            served.submit(Served.greedyJob(Served.text(2, 90), 1), longer);
            go.complete(null);
            longer.await();
            stream.await();
            int most = IntStream.range(1, readAt.size())
                    .map(i -> readAt.get(i) - readAt.get(i - 1))
                    .max()
                    .orElseThrow();
            assertEquals(16, most, "tokens of prompts between two tokens of a text that comes: " + readAt);
        }
    }

    @Test
    void aJobThatTakesTooLongEnds() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ONE)) {
            Heard late = new Heard(count -> {
                try {
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            served.submit(served.endless(Served.text(1, 4), Duration.ofMillis(40)), late);
            Heard waiting = new Heard();
            served.submit(served.endless(Served.text(1, 4), Duration.ofMillis(1)), waiting);
            for (Heard each : List.of(late, waiting)) {
                Ending.Broken ending = assertInstanceOf(Ending.Broken.class, each.await());
                assertEquals(Ending.Cause.TIME, ending.cause());
            }
            assertTrue(late.pieces.size() < 80, "it was stopped in the middle");
            assertEquals(List.of(), waiting.pieces);
        }
    }

    @Test
    void closingLetsThoseThatWereTakenOnEndInTime() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ONE)) {
            List<Heard> heard = List.of(new Heard(), new Heard(), new Heard());
            heard.forEach(each -> served.submit(Served.greedyJob(Served.text(1, 4), 4), each));
            served.scheduler.close(Duration.ofSeconds(30));
            heard.forEach(each -> assertInstanceOf(Ending.Complete.class, each.await()));
            assertFalse(served.scheduler.isOpen());
            assertThrows(
                    RefusedException.class, () -> served.submit(Served.greedyJob(Served.text(1, 4), 4), new Heard()));
        }
    }

    @Test
    void closingAtOnceTellsEverybodySo() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ONE)) {
            Heard running = new Heard();
            Heard waiting = new Heard();
            served.submit(served.endless(Served.text(1, 4)), running);
            served.submit(served.endless(Served.text(2, 4)), waiting);
            served.scheduler.close();
            for (Heard each : List.of(running, waiting)) {
                if (each.await() instanceof Ending.Broken broken) {
                    assertEquals(Ending.Cause.CLOSING, broken.cause());
                } else {
                    assertEquals(running, each, "only what was running can have come to its end");
                }
            }
        }
    }

    @Test
    void noTokensAreNoPassAndAPromptThatIsOnlyScoredIsNotContinued() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ONE)) {
            Heard nothing = new Heard();
            served.submit(Served.greedyJob(Served.text(1, 7), 0), nothing);
            assertEquals(
                    StopReason.LIMIT,
                    assertInstanceOf(Ending.Complete.class, nothing.await()).reason());
            assertEquals(0, served.scheduler.load().passes());
            Heard scored = new Heard();
            served.submit(new Job(Served.text(1, 7), Served.greedy(0), true, Duration.ofMinutes(1)), scored);
            assertInstanceOf(Ending.Complete.class, scored.await());
            assertEquals(6, scored.pieces.size());
            assertEquals(0, served.scheduler.load().generated());
        }
    }

    @Test
    void aPromptThatDoesNotFitOrNamesNoTokenIsRefusedAtOnce() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ONE)) {
            for (int[] prompt : List.of(new int[Served.CONTEXT + 1], new int[] {Served.VOCABULARY}, new int[] {-1})) {
                assertThrows(CriaException.class, () -> served.submit(Served.greedyJob(prompt, 1), new Heard()));
            }
            assertThrows(CriaException.class, () -> Served.greedyJob(new int[0], 1));
        }
    }

    @Test
    void aPassThatFailsEndsThoseInItAndTheNextOnesRun() throws IOException {
        try (Served served = new Served(folder, Formats.F32, ONE)) {
            AtomicBoolean broken = new AtomicBoolean(true);
            Runnable check = () -> {
                if (broken.get()) {
                    throw new CriaException("the model's file changed");
                }
            };
            try (Gguf gguf = Gguf.open(served.file);
                    Engine fragile = engine(gguf, check);
                    Scheduler scheduler = new Scheduler(fragile, served.model.tokenizer(), ONE)) {
                Heard failing = new Heard();
                scheduler.submit(List.of(Served.greedyJob(Served.text(1, 4), 2)), List.of(failing));
                assertEquals(
                        "the model's file changed",
                        assertInstanceOf(Ending.Failed.class, failing.await())
                                .failure()
                                .getMessage());
                broken.set(false);
                Heard fine = new Heard();
                scheduler.submit(List.of(Served.greedyJob(Served.text(1, 4), 2)), List.of(fine));
                assertInstanceOf(Ending.Complete.class, fine.await());
            }
        }
    }

    private static Engine engine(Gguf gguf, Runnable check) {
        Settings settings = new Settings(1, Served.BATCH_ROWS, Formats.F16, Formats.F16);
        Executable executable = new CpuBackend()
                .compile(Families.define(gguf, ProgramRewrite.NONE).program(), settings);
        return new Engine(executable, Served.VOCABULARY, Served.CONTEXT, Served.BATCH_ROWS, check);
    }
}
