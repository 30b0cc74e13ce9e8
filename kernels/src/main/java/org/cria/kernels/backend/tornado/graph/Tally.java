package org.cria.kernels.backend.tornado.graph;

import java.util.List;
import org.cria.kernels.backend.Phase;
import org.cria.kernels.backend.Receipt;
import org.cria.kernels.backend.tornado.lower.Launch;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** Counts what a program's devices do: a device that takes another's place goes on counting. */
public final class Tally {
    private Receipt.Start start = Receipt.Start.NONE;
    private Receipt.Work prompt = Receipt.Work.NONE;
    private Receipt.Work text = Receipt.Work.NONE;
    private long startNanos;
    private long launches;
    private long bytesIn;
    private long bytesOut;

    /** Notes a run of a graph. */
    void ran(Graph graph) {
        launches += graph.launches().size();
        bytesIn += bytes(graph.sent());
        bytesOut += bytes(graph.fetched());
    }

    /** Notes that graphs were made, which no pass has begun to wait for. */
    public void planned(long nanos) {
        start = start.plus(new Receipt.Start(nanos, 0, 0, 0, 0));
    }

    /** Notes launches that brought something to a device to stay, and what. */
    void brought(List<Launch> launches, List<?> arrays) {
        start = start.plus(new Receipt.Start(0, bytes(arrays), 0, 0, launches.size()));
    }

    /** Notes how long it took to bring weights to a device. */
    void uploaded(long nanos) {
        startNanos += nanos;
        start = start.plus(new Receipt.Start(0, 0, nanos, 0, 0));
    }

    /** Notes that the first run of a graph, which compiles it, took so long. */
    void compiled(long nanos) {
        startNanos += nanos;
        start = start.plus(new Receipt.Start(0, 0, 0, nanos, 0));
    }

    /** Notes a pass, with all that was done since the last one. */
    public void passed(Phase phase, long rows, long nanos) {
        Receipt.Work pass = new Receipt.Work(rows, nanos, startNanos, launches, bytesIn, bytesOut);
        startNanos = 0;
        launches = 0;
        bytesIn = 0;
        bytesOut = 0;
        if (phase.decoding()) {
            text = text.plus(pass);
        } else {
            prompt = prompt.plus(pass);
        }
    }

    public Receipt receipt(String device, long tokenBytes) {
        return new Receipt(List.of(new Receipt.Account(device, start, prompt, text, tokenBytes)));
    }

    private static long bytes(List<?> arrays) {
        return arrays.stream()
                .map(TornadoNativeArray.class::cast)
                .mapToLong(array -> (long) array.getSize() * array.getElementSize())
                .sum();
    }
}
