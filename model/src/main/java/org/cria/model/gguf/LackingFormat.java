package org.cria.model.gguf;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.cria.kernels.format.Format;

/**
 * A format of tensors that this version of Cria cannot read: only its layout is known, so that a file's parts can be told.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">ggml's blocks</a>
 */
public record LackingFormat(int ggmlType, int blockValues, int blockBytes) implements Format {
    private static final List<LackingFormat> ALL = List.of(
            new LackingFormat(9, 32, 36),
            new LackingFormat(15, 256, 292),
            new LackingFormat(16, 256, 66),
            new LackingFormat(17, 256, 74),
            new LackingFormat(18, 256, 98),
            new LackingFormat(19, 256, 50),
            new LackingFormat(21, 256, 110),
            new LackingFormat(22, 256, 82),
            new LackingFormat(24, 1, 1),
            new LackingFormat(25, 1, 2),
            new LackingFormat(26, 1, 4),
            new LackingFormat(27, 1, 8),
            new LackingFormat(28, 1, 8),
            new LackingFormat(29, 256, 56),
            new LackingFormat(34, 256, 54),
            new LackingFormat(35, 256, 66),
            new LackingFormat(39, 32, 17),
            new LackingFormat(40, 64, 36));

    static Optional<Format> of(int ggmlType) {
        return ALL.stream()
                .filter(format -> format.ggmlType == ggmlType)
                .map(Format.class::cast)
                .findFirst();
    }

    @Override
    public String name() {
        return GgmlTypes.name(ggmlType);
    }

    @Override
    public void decode(MemorySegment source, long offset, float[] target, int start, int blocks) {
        throw new UnsupportedOperationException("only the layout of " + name() + " is known");
    }
}
