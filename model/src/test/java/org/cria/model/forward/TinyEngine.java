package org.cria.model.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.cria.kernels.Progress;
import org.cria.kernels.backend.Executable;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.backend.cpu.CpuBackend;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.kernels.program.Program;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;
import org.cria.model.gguf.Gguf;
import org.cria.model.tokenizer.Tokenizer;
import org.cria.model.tokenizer.Tokenizers;
import org.cria.testmodels.TinyModel;

/** A tiny random model on the CPU, whose parts a test can reach. */
final class TinyEngine implements AutoCloseable {
    static final int CONTEXT = 64;
    static final int BATCH_ROWS = 8;
    static final int VOCABULARY = 290;

    private final Gguf gguf;
    private final Program program;
    private final Executable executable;
    private final Engine engine;

    TinyEngine(Path folder) {
        this(folder, Formats.F32);
    }

    /** @param cache the format of keys and values */
    TinyEngine(Path folder, Format cache) {
        TinyModel model = TinyModel.seeded(5)
                .dim(32)
                .ffn(48)
                .heads(4)
                .kvHeads(2)
                .headDim(16)
                .vocabulary(VOCABULARY);
        try {
            this.gguf = Gguf.open(model.write(folder.resolve("tiny-" + cache.name() + ".gguf")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.program = Families.define(gguf, ProgramRewrite.NONE).program();
        this.executable = compile(cache);
        this.engine = new Engine(executable, VOCABULARY, CONTEXT, BATCH_ROWS, () -> {});
    }

    /** The same model once more, with a cache of its own. */
    Executable compile(Format cache) {
        return new CpuBackend().compile(program, new Settings(2, BATCH_ROWS, cache, cache));
    }

    Session newSession() {
        return engine.newSession();
    }

    /** Bytes of the cache now. */
    long cacheBytes() {
        return executable.kv().bytes();
    }

    Engine engine() {
        return engine;
    }

    Tokenizer tokenizer() {
        return Tokenizers.from(gguf.metadata());
    }

    @Override
    public void close() {
        engine.close();
        gguf.close();
    }

    /** The logits that a session gives which never did anything else: after the prompt, or after the last decoded token. */
    float[] fresh(int[] prompt, int... decoded) {
        try (Session session = newSession()) {
            float[] logits =
                    session.prefill(prompt, Progress.NONE).orElseThrow().values();
            for (int token : decoded) {
                logits = session.decode(token).values();
            }
            return logits.clone();
        }
    }

    /** [length] tokens, different for each start. */
    static int[] text(int start, int length) {
        return IntStream.range(start, start + length).map(i -> 3 + i * 37 % 280).toArray();
    }

    static void assertSameBits(float[] expected, float[] actual) {
        assertArrayEquals(bits(expected), bits(actual));
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }
}
