package uk.ac.manchester.tornado.api;

/** A grid of work-items in 3 dimensions: TornadoVM's {@code WorkerGrid3D}. */
public class WorkerGrid3D extends AbstractWorkerGrid {
    public static final int DIM = 3;

    public WorkerGrid3D(int x, int y, int z) {
        super(x, y, z);
    }

    @Override
    public int dimension() {
        return DIM;
    }
}
