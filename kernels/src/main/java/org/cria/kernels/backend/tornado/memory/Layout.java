package org.cria.kernels.backend.tornado.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cria.kernels.Control;
import org.cria.kernels.CriaException;
import org.cria.kernels.Explanation;
import org.cria.kernels.backend.Settings;
import org.cria.kernels.program.Program;
import org.cria.kernels.program.Step;
import org.cria.kernels.program.Weight;

/** A program as segments: what comes before the layers, layers in groups of like ones, what comes after them. */
public final class Layout {
    private final Program program;
    private final Segment input;
    private final List<Segment> layers;
    private final Segment output;
    private final List<Place> places;

    /**
     * Where a layer of the program is.
     *
     * @param number among the segment's layers
     */
    public record Place(Segment segment, int number) {}

    public Layout(Program program, Settings settings, int cells, long arrayBytes) {
        this.program = program;
        this.input = new Segment("input", List.of(program.input()), List.of(0));
        checkMatrices(program, arrayBytes);
        this.layers = Segment.of(program, settings, cells, arrayBytes);
        int layerCount = program.layers().size();
        this.output = new Segment("output", List.of(program.output()), List.of(program.start(layerCount)));
        this.places = IntStream.range(0, layerCount).mapToObj(this::place).toList();
    }

    private static void checkMatrices(Program program, long arrayBytes) {
        for (List<Step> steps : List.of(program.input(), program.output())) {
            for (Weight weight : Segment.weights(steps)) {
                if (Packing.bytes(weight) > arrayBytes) {
                    throw new CriaException(Explanation.of(
                            "'" + weight.name() + "' has " + Packing.bytes(weight)
                                    + " bytes; a device array holds at most " + arrayBytes
                                    + ". Choose a file in a smaller format, or ",
                            Control.DEVICE.to("cpu"),
                            "."));
                }
            }
        }
    }

    private Place place(int layer) {
        for (Segment segment : layers) {
            int number = segment.first().indexOf(program.start(layer));
            if (number >= 0) {
                return new Place(segment, number);
            }
        }
        throw new IllegalStateException("layer " + layer + " is in no segment");
    }

    public Program program() {
        return program;
    }

    public Segment input() {
        return input;
    }

    public Segment output() {
        return output;
    }

    public List<Segment> layers() {
        return layers;
    }

    /** All segments in order. */
    public List<Segment> all() {
        List<Segment> all = new ArrayList<>();
        Stream.of(List.of(input), layers, List.of(output)).forEach(all::addAll);
        return all;
    }

    /** For each layer of the program, where it is. */
    public List<Place> places() {
        return places;
    }
}
