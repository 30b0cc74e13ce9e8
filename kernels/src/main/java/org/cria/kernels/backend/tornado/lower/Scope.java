package org.cria.kernels.backend.tornado.lower;

import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.tornado.device.DeviceShape;
import org.cria.kernels.backend.tornado.memory.CacheArrays;
import org.cria.kernels.backend.tornado.memory.Memory;
import org.cria.kernels.backend.tornado.memory.Segment;
import org.cria.kernels.backend.tornado.memory.Vectors;
import org.cria.kernels.program.Buffer;
import org.cria.kernels.program.Weight;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What operators of a graph work on: the arrays that their buffers, weights and caches are, and how many rows there are of them.
 *
 * @param memory arrays of the program
 * @param shape sizes that suit the device
 * @param fused the operators, of layers that the graph serves
 * @param layer where the graph finds the number of the layer that it runs: [1]
 * @param phase in which it runs
 * @param rows the most rows that go through it together
 */
public record Scope(Memory memory, DeviceShape shape, FusedSegment fused, IntArray layer, Phase phase, int rows) {
    /** For all rows of a pass. */
    public Scope(Memory memory, DeviceShape shape, FusedSegment fused, IntArray layer, Phase phase) {
        this(memory, shape, fused, layer, phase, memory.rows(phase));
    }

    /** The layers that the graph serves. */
    public Segment segment() {
        return fused.segment();
    }

    /** Groups that share a head's past, at most: where rows are decoded together, each says how many. */
    public int splits() {
        return phase == Phase.LONG_DECODE || phase == Phase.JOINT_DECODE ? shape.splits() : 1;
    }

    /** A buffer's array: [rows, columns]. */
    public FloatArray buffer(Buffer buffer) {
        Buffer own = fused.same().getOrDefault(buffer, buffer);
        return own.equals(memory.logits()) ? memory.logits(rows()) : memory.buffer(own);
    }

    /** A matrix of the first layer and of all that share the graph: [layers, rows, columns] packed, in the weight's format. */
    public IntArray matrix(Weight ofFirst) {
        return memory.stack(segment(), ofFirst);
    }

    /** Gains and biases of all layers. */
    public Vectors vectors() {
        return memory.vectors(segment());
    }

    /** The cache that the first layer knows by this number. */
    public CacheArrays cache(int number) {
        return memory.caches(segment()).get(Segment.caches(segment().steps()).indexOf(number));
    }
}
