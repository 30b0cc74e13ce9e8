package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.ShortArray;

/** The row of each token, decoded. */
public final class Embed {
    private Embed() {}

    /**
     * One group per token.
     *
     * @param w [vocabulary, columns] in {@code format}
     * @param out [tokens, columns] overwritten
     */
    public static void lookUp(
            KernelContext context,
            IntArray pass,
            ShortArray w,
            FloatArray tables,
            FloatArray out,
            int columns,
            int format) {
        int row = context.groupIdx;
        if (row < pass.get(Pass.ROWS)) {
            int at = Pass.of(pass, row, Pass.TOKEN) * Encoded.words(columns, format);
            for (int c = context.localIdx; c < columns; c += context.localGroupSizeX) {
                int run = c / Encoded.RUN;
                float quant = Encoded.quant(w, at, run, (c % Encoded.RUN) >> 1, c & 1, tables, format);
                out.set(
                        row * columns + c,
                        quant * Encoded.scale(w, at, run, tables, format)
                                - Encoded.minimum(w, at, run, tables, format));
            }
        }
    }
}
