package org.cria.spark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The models that are open in this JVM. Spark makes a task anew from bytes wherever it runs, so that what tasks share can only be found
 * through a class: this is the one place with state of its own, see docs/adr/0023-spark.md. A model stays open until another is asked for and no task uses it.
 */
final class ExecutorModels {
    private static final ExecutorModels HERE = new ExecutorModels();

    private final Map<ModelSetup, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        private final ExecutorModel model;
        private int users;

        Entry(ExecutorModel model) {
            this.model = model;
        }
    }

    /** A model in use, which stays open until this is closed. */
    static final class Lease implements AutoCloseable {
        private final Entry entry;
        private boolean closed;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        ExecutorModel model() {
            return entry.model;
        }

        @Override
        public void close() {
            HERE.release(this);
        }
    }

    private ExecutorModels() {}

    /**
     * The model of a setup, opened if it is not; those who ask meanwhile wait.
     *
     * @throws org.cria.kernels.CriaException if it cannot be opened
     */
    static Lease use(ModelSetup setup) {
        return HERE.lease(setup);
    }

    private synchronized Lease lease(ModelSetup setup) {
        Entry entry = entries.get(setup);
        if (entry == null || !entry.model.isOpen()) {
            closeUnused();
            entry = new Entry(ExecutorModel.open(setup));
            entries.put(setup, entry);
        }
        entry.users++;
        return new Lease(entry);
    }

    private void closeUnused() {
        entries.values().removeIf(entry -> {
            if (entry.users > 0 && entry.model.isOpen()) {
                return false;
            }
            entry.model.close();
            return true;
        });
    }

    private synchronized void release(Lease lease) {
        if (!lease.closed) {
            lease.closed = true;
            lease.entry.users--;
        }
    }
}
