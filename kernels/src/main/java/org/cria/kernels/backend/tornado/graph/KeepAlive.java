package org.cria.kernels.backend.tornado.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.cria.kernels.backend.tornado.kernel.Touch;
import org.cria.kernels.backend.tornado.lower.Launch;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Tasks that do nothing but name arrays, as many of them as a task takes. */
public final class KeepAlive {
    private static final KernelContext CONTEXT = new KernelContext();

    private final IntArray never;
    private final IntArray sink = new IntArray(2);

    /** @param never holds a 0, and the host fills it */
    public KeepAlive(IntArray never) {
        this.never = never;
    }

    /**
     * Names arrays that the host fills.
     *
     * @param number of the first task in its graph
     */
    public List<Launch> filled(List<?> arrays, int number) {
        List<Launch> launches = new ArrayList<>();
        Places places = new Places(arrays);
        while (!places.isEmpty()) {
            List<Object> named = new ArrayList<>(List.of(never));
            FloatArray[] f = places.floats(Touch.FLOATS, named);
            IntArray[] i = places.ints(Touch.FILLED_INTS, named);
            String id = number + launches.size() + "touch";
            launches.add(new Launch(
                    id,
                    1,
                    1,
                    named,
                    List.of(sink),
                    g -> g.task(
                            id, Touch::filled, CONTEXT, never, sink, f[0], f[1], f[2], f[3], i[0], i[1], i[2], i[3])));
        }
        return launches;
    }

    /**
     * Names arrays that kernels fill.
     *
     * @param number of the first task in its graph
     */
    List<Launch> written(List<?> arrays, int number) {
        List<Launch> launches = new ArrayList<>();
        Places places = new Places(arrays);
        while (!places.isEmpty()) {
            List<Object> written = new ArrayList<>();
            FloatArray[] f = places.floats(Touch.FLOATS, written);
            IntArray[] i = places.ints(Touch.INTS, written);
            List<Object> reads = new ArrayList<>(written);
            reads.addFirst(never);
            String id = number + launches.size() + "touch";
            launches.add(new Launch(
                    id,
                    1,
                    1,
                    reads,
                    written,
                    g -> g.task(
                            id,
                            Touch::written,
                            CONTEXT,
                            never,
                            f[0],
                            f[1],
                            f[2],
                            f[3],
                            i[0],
                            i[1],
                            i[2],
                            i[3],
                            i[4],
                            i[5],
                            i[6],
                            i[7],
                            i[8],
                            i[9],
                            i[10],
                            i[11])));
        }
        return launches;
    }

    /** Arrays by type, which are taken from their front; places that nothing is left for get arrays of one element. */
    private static final class Places {
        private final List<FloatArray> floats = new ArrayList<>();
        private final List<IntArray> ints = new ArrayList<>();

        Places(List<?> arrays) {
            for (Object array : arrays) {
                switch (array) {
                    case FloatArray a -> floats.add(a);
                    case IntArray a -> ints.add(a);
                    default ->
                        throw new IllegalArgumentException(array.getClass().getName());
                }
            }
        }

        boolean isEmpty() {
            return floats.isEmpty() && ints.isEmpty();
        }

        FloatArray[] floats(int places, List<Object> named) {
            return take(floats, places, named, () -> new FloatArray(1)).toArray(FloatArray[]::new);
        }

        IntArray[] ints(int places, List<Object> named) {
            return take(ints, places, named, () -> new IntArray(1)).toArray(IntArray[]::new);
        }

        private static <T> List<T> take(List<T> arrays, int places, List<Object> named, Supplier<T> standIn) {
            List<T> taken = new ArrayList<>(arrays.subList(0, Math.min(places, arrays.size())));
            arrays.subList(0, taken.size()).clear();
            named.addAll(taken);
            while (taken.size() < places) {
                taken.add(standIn.get());
            }
            return taken;
        }
    }
}
