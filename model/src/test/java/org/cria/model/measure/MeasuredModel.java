package org.cria.model.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;
import org.cria.model.tokenizer.Vocabulary;
import org.cria.testmodels.TinyModel;

/** A tiny random model and an empty session in it. */
record MeasuredModel(Model model, Session session) implements AutoCloseable {
    static final int VOCABULARY = 291;

    /** @param matrices the format of all matrices */
    static MeasuredModel open(Path folder, Format matrices) {
        TinyModel tiny = TinyModel.seeded(4)
                .dim(32)
                .ffn(64)
                .heads(2)
                .kvHeads(1)
                .layers(1)
                .context(64)
                .vocabulary(VOCABULARY)
                .format(matrices);
        try {
            Model model = Model.open(
                    tiny.write(folder.resolve("measured-" + matrices.name() + ".gguf")),
                    ModelOptions.defaults()
                            .withDevice("cpu")
                            .withThreads(2)
                            .withBatchSize(7)
                            .withCache(Formats.F32, Formats.F32));
            return new MeasuredModel(model, model.newSession());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Vocabulary vocabulary() {
        return model.tokenizer().vocabulary();
    }

    /** [length] tokens that spell something, the begin first. */
    static int[] text(int length) {
        return IntStream.range(0, length)
                .map(i -> i == 0 ? 1 : 3 + i * 97 % 280)
                .toArray();
    }

    @Override
    public void close() {
        session.close();
        model.close();
    }
}
