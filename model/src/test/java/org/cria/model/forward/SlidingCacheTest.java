package org.cria.model.forward;

import static org.cria.model.forward.TinyEngine.assertSameBits;
import static org.cria.model.forward.TinyEngine.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Batch;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.KvStore;
import org.cria.kernels.backend.Output;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.FamilyModels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six of Gemma 3's seven layers see the last 20 tokens, and keep those and a batch. Whatever sessions do, what comes out is what a cache
 * that kept everything gives, to the bit.
 */
@SuppressWarnings("NullAway.Init") // set before each test
final class SlidingCacheTest {
    private static final int BATCH = 8;
    private static final int CONTEXT = 400;
    private static final int VOCABULARY = 384;
    /** Where splices begin, as if there were a system text before. */
    private static final int SYSTEM = 12;

    @TempDir
    Path folder;

    private Gguf gguf;
    private Engine sliding;
    private Engine whole;

    @BeforeEach
    void open() throws IOException {
        gguf = Gguf.open(
                Objects.requireNonNull(FamilyModels.all().get("gemma3-odd")).write(folder.resolve("tiny.gguf")));
        Program program = Families.define(gguf, ProgramRewrite.NONE).program();
        sliding = engine(compile(program));
        whole = engine(new Keeping(compile(program)));
    }

    @AfterEach
    void close() {
        sliding.close();
        whole.close();
        gguf.close();
    }

    private static Executable compile(Program program) {
        return new CpuBackend().compile(program, new Settings(1, BATCH, Formats.F16, Formats.F32));
    }

    private static Engine engine(Executable executable) {
        return new Engine(executable, VOCABULARY, CONTEXT, BATCH, () -> {});
    }

    /** The same executable with a cache that keeps everything. */
    private record Keeping(Executable of) implements Executable {
        @Override
        public Output forward(Batch batch, BooleanSupplier stop) {
            return of.forward(batch, stop);
        }

        @Override
        public KvStore kv() {
            return new KeepingStore(of.kv());
        }

        @Override
        public Receipt receipt() {
            return of.receipt();
        }

        @Override
        public String description() {
            return of.description();
        }

        @Override
        public void close() {
            of.close();
        }
    }

    /** Passes everything on but that it may forget. */
    private record KeepingStore(KvStore of) implements KvStore {
        @Override
        public void reserve(int cells) {
            of.reserve(cells);
        }

        @Override
        public void copy(int from, int to) {
            of.copy(from, to);
        }

        @Override
        public void rotate(int[] cells, int start, int count, int positions) {
            of.rotate(cells, start, count, positions);
        }

        @Override
        public long cellBytes() {
            return of.cellBytes();
        }

        @Override
        public void read(int[] cells, int start, int count, MemorySegment target) {
            of.read(cells, start, count, target);
        }

        @Override
        public void write(int[] cells, int start, int count, MemorySegment source) {
            of.write(cells, start, count, source);
        }

        @Override
        public long bytes() {
            return of.bytes();
        }
    }

    private static Session session(Engine engine, int[] prompt) {
        Session session = engine.newSession();
        session.prefill(prompt, Progress.NONE);
        return session;
    }

    private static float[] fresh(Engine engine, int[] prompt, int next) {
        try (Session session = session(engine, prompt)) {
            return session.decode(next).toArray();
        }
    }

    /** One session with a past of 200 tokens in 7 layers, of which 6 keep 28; pages are of 256 cells, so two of these show. */
    @Test
    void layersWithAWindowKeepItAndABatch() {
        long layer = sliding.cellBytes() / 7 * 256;
        try (Session one = session(sliding, text(0, 200));
                Session two = session(sliding, text(100, 200))) {
            one.decode(5);
            two.decode(6);
            assertEquals(
                    (2 + 6) * layer, sliding.cacheBytes(), "two pages in the layer that keeps all, one in the others");
        }
        try (Session one = session(whole, text(0, 200));
                Session two = session(whole, text(100, 200))) {
            one.decode(5);
            two.decode(6);
            assertEquals(2 * 7 * layer, whole.cacheBytes());
        }
    }

    @Test
    void aRewindThatTheWindowReachesReadsNothing() {
        try (Session session = session(sliding, text(0, 100))) {
            session.rewind(100 - BATCH);
            assertSameBits(
                    fresh(whole, text(0, 100 - BATCH), 7), session.decode(7).values());
            assertEquals(101, session.processedTokens());
        }
    }

    @Test
    void aRewindBeyondItReadsTheTokensAgain() {
        try (Session session = session(sliding, text(0, 100))) {
            session.rewind(60);
            assertArrayEquals(text(0, 60), session.tokens());
            assertEquals(160, session.processedTokens());
            assertSameBits(fresh(whole, text(0, 60), 7), session.decode(7).values());
        }
    }

    @Test
    void aPromptThatLeavesTheCommonBeginningThereIsReadFromTheStart() {
        int[] other = text(0, 100);
        other[50] = 9;
        try (Session session = session(sliding, text(0, 100))) {
            session.prefill(other, Progress.NONE);
            assertEquals(200, session.processedTokens());
            assertSameBits(fresh(whole, other, 7), session.decode(7).values());
        }
    }

    @Test
    void theLogitsOfAPromptAreOfNoUseWhereTheWindowIsGone() {
        try (Session session = session(sliding, text(0, 60))) {
            for (int i = 0; i < 40; i++) {
                session.decode(9 + i);
            }
            session.prefill(text(0, 60), Progress.NONE);
            assertEquals(160, session.processedTokens());
            assertSameBits(fresh(whole, text(0, 60), 7), session.decode(7).values());
        }
    }

    @Test
    void aForkThatReadsAgainLeavesItsParentAlone() {
        try (Session parent = session(sliding, text(0, 100));
                Session fork = parent.fork()) {
            fork.rewind(40);
            fork.decode(8);
            assertSameBits(fresh(whole, text(0, 100), 7), parent.decode(7).values());
            parent.rewind(100);
            fork.rewind(40);
            assertSameBits(fresh(whole, text(0, 40), 7), fork.decode(7).values());
        }
    }

    @Test
    void aForkKeepsTheWindowThatItsParentHasLeft() {
        try (Session parent = session(sliding, text(0, 50));
                Session fork = parent.fork()) {
            for (int i = 0; i < 60; i++) {
                parent.decode(9 + i);
            }
            assertSameBits(fresh(whole, text(0, 50), 7), fork.decode(7).values());
            assertEquals(1, fork.processedTokens());
        }
    }

    @Test
    void aSpliceWithoutASeamReadsNothing() {
        try (Session session = session(sliding, text(0, 150));
                Session kept = session(whole, text(0, 150))) {
            session.splice(SYSTEM, 90, new int[0]);
            kept.splice(SYSTEM, 90, new int[0]);
            assertSameBits(kept.decode(7).values(), session.decode(7).values());
            assertEquals(151, session.processedTokens());
        }
    }

    @Test
    void aSpliceWithASeamReadsWhatStandsBeforeItAgain() {
        try (Session session = session(sliding, text(0, 150));
                Session kept = session(whole, text(0, 150))) {
            session.splice(SYSTEM, 90, text(200, 3));
            kept.splice(SYSTEM, 90, text(200, 3));
            assertArrayEquals(kept.tokens(), session.tokens());
            assertSameBits(kept.decode(7).values(), session.decode(7).values());
            assertEquals(150 + SYSTEM + 3 + 1, session.processedTokens());
        }
    }

    /** The window then reaches over what is left of the end to what stands before the seam. */
    @Test
    void aSpliceThatLeavesLittleBehindItReadsWhatStandsBeforeItAgain() {
        try (Session session = session(sliding, text(0, 150));
                Session kept = session(whole, text(0, 150))) {
            session.splice(100, 145, new int[0]);
            kept.splice(100, 145, new int[0]);
            assertSameBits(kept.decode(7).values(), session.decode(7).values());
            assertEquals(250 + 1, session.processedTokens());
        }
    }

    @Test
    void anImageHoldsWhatTheWindowHolds() throws IOException {
        try (Session session = session(sliding, text(0, 100));
                Session fork = session.fork()) {
            fork.rewind(95);
            CacheImage image = CacheImage.of(List.of(session, fork));
            long before = sliding.cacheBytes();
            List<Session> restored = restore(sliding, image);
            assertEquals(before, sliding.cacheBytes(), "pages, which have room for both");
            assertSameBits(
                    session.decode(7).values(), restored.getFirst().decode(7).values());
            assertSameBits(fork.decode(7).values(), restored.getLast().decode(7).values());
            assertEquals(1, restored.getFirst().processedTokens());
            restored.forEach(Session::close);
            List<Session> elsewhere = restore(whole, image);
            assertEquals(0, elsewhere.getFirst().length(), "a cache that keeps everything cannot go on from a part");
            elsewhere.forEach(Session::close);
        }
    }

    private static List<Session> restore(Engine engine, CacheImage image) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(image.cells() * engine.cellBytes())];
        image.read(0, image.cells(), MemorySegment.ofArray(bytes));
        int[] at = {0};
        return CacheImage.restore(engine, image.sessions(), image.cells(), target -> {
            MemorySegment.copy(MemorySegment.ofArray(bytes), at[0], target, 0, target.byteSize());
            at[0] += Math.toIntExact(target.byteSize());
        });
    }

    @Test
    void aReadingThatIsStoppedLeavesTheBeginning() {
        Executable executable =
                compile(Families.define(gguf, ProgramRewrite.NONE).program());
        try (Engine failing = new Engine(executable, VOCABULARY, CONTEXT, BATCH, new Counted(17));
                Session stopped = session(failing, text(0, 100))) {
            assertThrows(IllegalStateException.class, () -> stopped.rewind(60));
            assertEquals(3 * BATCH, stopped.length());
            stopped.prefill(text(0, 60), Progress.NONE);
            assertSameBits(fresh(whole, text(0, 60), 7), stopped.decode(7).values());
        }
    }

    /** Fails once, at one pass of many. */
    private static final class Counted implements Runnable {
        private int passes;

        Counted(int passes) {
            this.passes = passes;
        }

        @Override
        public void run() {
            if (--passes == 0) {
                throw new IllegalStateException("stopped");
            }
        }
    }

    /** What was spliced is not read again here, since that is other than what turned keys give, and is not meant to be the same. */
    @Test
    void anyHistoryGivesWhatACacheThatKeptEverythingGives() {
        for (int seed = 0; seed < 2; seed++) {
            Random random = new Random(seed);
            List<Pair> all = new ArrayList<>(List.of(new Pair(sliding.newSession(), whole.newSession(), false)));
            for (int operation = 0; operation < 60; operation++) {
                int which = random.nextInt(all.size());
                Pair pair = operate(random, all.get(which), all);
                all.set(which, pair);
                assertSameBits(next(pair.whole, operation), next(pair.sliding, operation));
            }
            all.forEach(Pair::close);
            assertEquals(0, sliding.cache().usedCells());
        }
    }

    /** As a prompt of one token more: what is read again is read as prompts are, and the last bits of a decoded token may be others. */
    private static float[] next(Session session, int token) {
        int[] prompt = Arrays.copyOf(session.tokens(), session.length() + 1);
        prompt[session.length()] = token;
        return session.prefill(prompt, Progress.NONE).orElseThrow().toArray();
    }

    private record Pair(Session sliding, Session whole, boolean spliced) {
        void close() {
            sliding.close();
            whole.close();
        }
    }

    private static Pair operate(Random random, Pair pair, List<Pair> all) {
        int length = pair.sliding.length();
        switch (random.nextInt(5)) {
            case 0 -> {
                if (all.size() < 4) {
                    all.add(new Pair(pair.sliding.fork(), pair.whole.fork(), pair.spliced));
                }
            }
            case 1 -> {
                int to = SYSTEM + random.nextInt(Math.max(1, length - SYSTEM));
                if (length > to) {
                    int[] seam = text(random.nextInt(200), random.nextInt(3));
                    pair.sliding.splice(SYSTEM, to, seam);
                    pair.whole.splice(SYSTEM, to, seam);
                    return new Pair(pair.sliding, pair.whole, true);
                }
            }
            case 2 -> {
                if (!pair.spliced) {
                    int kept = random.nextInt(length + 1);
                    pair.sliding.rewind(kept);
                    pair.whole.rewind(kept);
                }
            }
            default -> {
                int[] prompt = Arrays.copyOf(pair.sliding.tokens(), length + 1 + random.nextInt(50));
                if (prompt.length < 200) {
                    System.arraycopy(
                            text(random.nextInt(200), prompt.length - length),
                            0,
                            prompt,
                            length,
                            prompt.length - length);
                    pair.sliding.prefill(prompt, Progress.NONE);
                    pair.whole.prefill(prompt, Progress.NONE);
                }
            }
        }
        return pair;
    }
}
