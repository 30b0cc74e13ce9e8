package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.format.Formats;
import org.cria.model.generation.Generation;
import org.cria.model.generation.GenerationSettings;
import org.cria.model.generation.StopReason;
import org.cria.model.sample.SamplerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generation that somebody cancels while a pass runs does not wait for its end. */
@SuppressWarnings("NullAway.Init") // set before each test
final class CancelledGenerationTest {
    private static final GenerationSettings SETTINGS =
            GenerationSettings.defaults().withSampling(SamplerSettings.greedy()).withPredict(20);

    @TempDir
    Path folder;

    private TinyEngine tiny;
    private Watched watched;
    private Engine engine;
    private Session session;

    @BeforeEach
    void open() {
        tiny = new TinyEngine(folder);
        watched = new Watched(tiny.compile(Formats.F32));
        engine = new Engine(watched, TinyEngine.VOCABULARY, TinyEngine.CONTEXT, TinyEngine.BATCH_ROWS, () -> {});
        session = engine.newSession();
    }

    @AfterEach
    void close() {
        session.close();
        engine.close();
        tiny.close();
    }

    /** Calls something in the middle of a pass. */
    private static final class Watched implements Executable {
        private final Executable cpu;
        private Runnable call = () -> {};
        private int passes;
        private int wanted = Integer.MAX_VALUE;
        private int finished;

        Watched(Executable cpu) {
            this.cpu = cpu;
        }

        /** Calls when the pass is under way before which there will have been so many more. */
        void inPass(int later, Runnable what) {
            wanted = passes + later;
            call = what;
        }

        @Override
        public Output forward(Batch batch, BooleanSupplier stop) {
            boolean now = passes++ == wanted;
            int[] asked = new int[1];
            Output output = cpu.forward(batch, () -> {
                synchronized (asked) {
                    if (now && asked[0]++ == 5) {
                        call.run();
                    }
                }
                return stop.getAsBoolean();
            });
            finished++;
            return output;
        }

        @Override
        public KvStore kv() {
            return cpu.kv();
        }

        @Override
        public Receipt receipt() {
            return cpu.receipt();
        }

        @Override
        public String description() {
            return cpu.description();
        }

        @Override
        public void close() {
            cpu.close();
        }
    }

    private Generation generate(int[] prompt) {
        return new Generation(tiny.tokenizer(), session, prompt, SETTINGS);
    }

    private static List<Integer> tokens(Generation generation) {
        List<Integer> tokens = new ArrayList<>();
        generation.forEachRemaining(piece -> tokens.add(piece.token()));
        return tokens;
    }

    @Test
    void inThePromptItKeepsTheBatchesBeforeAndTheSameTextFollowsLater() {
        int[] prompt = text(0, 30);
        List<Integer> expected = tokens(generate(prompt));
        session.rewind(0);
        int before = watched.finished;
        Generation cancelled = generate(prompt);
        watched.inPass(2, cancelled::cancel);
        assertFalse(cancelled.hasNext());
        assertEquals(Optional.of(StopReason.CANCELLED), cancelled.stopReason());
        assertEquals(2, watched.finished - before, "the third batch was not finished");
        assertEquals(2 * TinyEngine.BATCH_ROWS, session.length());
        Generation again = generate(prompt);
        assertEquals(expected, tokens(again));
        assertEquals(30 - 2 * TinyEngine.BATCH_ROWS, again.timings().promptTokens());
    }

    @Test
    void inATokenItLeavesThatTokenOutAndTheSameTextFollowsLater() {
        int[] prompt = text(0, 10);
        List<Integer> expected = tokens(generate(prompt));
        session.rewind(0);
        Generation cancelled = generate(prompt);
        List<Integer> said = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            said.add(cancelled.next().token());
        }
        watched.inPass(0, cancelled::cancel);
        assertFalse(cancelled.hasNext());
        assertEquals(Optional.of(StopReason.CANCELLED), cancelled.stopReason());
        assertEquals(10 + 3, session.length(), "three of the four tokens went through the model");
        assertEquals(expected.subList(0, 4), said);
        assertEquals(expected, tokens(generate(prompt)));
    }

    @Test
    void theSessionOfACancelledGenerationIsFreeForOtherCalls() {
        Generation cancelled = generate(text(0, 30));
        watched.inPass(1, cancelled::cancel);
        assertFalse(cancelled.hasNext());
        session.decode(9);
        assertTrue(generate(text(50, 20)).hasNext());
    }
}
