package org.cria.kernels.backend.tornado.kernel;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

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
            IntArray w,
            FloatArray tables,
            FloatArray out,
            int columns,
            int format) {
        int row = context.groupIdx;
        if (row < pass.get(Pass.ROWS)) {
            int at = Pass.of(pass, row, Pass.TOKEN) * Encoded.words(columns, format);
            for (int c = context.localIdx; c < columns; c += context.localGroupSizeX) {
                out.set(row * columns + c, Encoded.value(w, at, columns, c, tables, format));
            }
        }
    }
}
