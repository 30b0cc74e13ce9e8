package org.cria.kernels.backend.tornado.lower;

import java.util.List;
import java.util.Map;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.program.Buffer;

/**
 * A segment's steps as operators.
 *
 * @param operators in order; steps that need not run are in none
 * @param starts for each operator, where its steps begin in a layer
 * @param same buffers that are others under another name
 */
public record FusedSegment(Segment segment, List<Lowered> operators, List<Integer> starts, Map<Buffer, Buffer> same) {
    public FusedSegment {
        operators = List.copyOf(operators);
        starts = List.copyOf(starts);
        same = Map.copyOf(same);
    }
}
