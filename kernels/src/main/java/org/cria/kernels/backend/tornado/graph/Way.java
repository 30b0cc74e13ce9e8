package org.cria.kernels.backend.tornado.graph;

import org.cria.kernels.backend.tornado.memory.Segment;

/** A way to run the layers; all share weights, cache and buffers. */
public enum Way {
    /** Row by row, with kernels for vectors. */
    DECODE("input", "output", ""),
    /** The same with attention split over groups, for a long past. */
    LONG_DECODE("input", "output", "long"),
    /** Many rows at a time, with kernels for matrices. */
    PREFILL("promptInput", "promptOutput", "prompt");

    private final String input;
    private final String output;
    private final String prefix;

    Way(String input, String output, String prefix) {
        this.input = input;
        this.output = output;
        this.prefix = prefix;
    }

    /** The graph that takes a pass in. */
    public String input() {
        return input;
    }

    /** The graph that makes logits. */
    public String output() {
        return output;
    }

    /** The graph of a segment of layers. */
    public String layers(Segment segment) {
        return prefix + segment.name();
    }

    public boolean decoding() {
        return this != PREFILL;
    }
}
