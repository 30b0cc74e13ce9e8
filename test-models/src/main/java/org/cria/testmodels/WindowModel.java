package org.cria.testmodels;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.kernels.format.Formats;

/** A model in which attention is most of the work over a long past, to measure what a window saves. */
public final class WindowModel {
    private WindowModel() {}

    /**
     * Writes it: 8 layers of 512, F16.
     *
     * @param args the file, and how many tokens each sees; 0 for all
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: WindowModel FILE WINDOW");
        }
        int window = Integer.parseInt(args[1]);
        TinyModel.seeded(20)
                .dim(512)
                .ffn(1024)
                .layers(8)
                .heads(8)
                .kvHeads(4)
                .context(16_384)
                .format(Formats.F16)
                .adding(writer -> writer.u32("llama.attention.sliding_window", window))
                .write(Path.of(args[0]));
    }
}
