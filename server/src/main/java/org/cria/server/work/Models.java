package org.cria.server.work;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models of a server, by name. */
public interface Models {
    /**
     * Where a model comes from.
     *
     * @param created seconds since 1970, of its file
     */
    record Source(String name, long created, Path file) {}

    /**
     * One of the list.
     *
     * @param bytes that it takes in memory; 0 while it is not loaded
     * @param loaded what answers with it; empty while it is not in memory
     */
    record Entry(Source source, long bytes, Optional<ServedModel> loaded) {
        public String name() {
            return source.name();
        }

        public boolean isLoaded() {
            return loaded.isPresent();
        }
    }

    /** A model in use, which stays loaded until this is closed. */
    interface Lease extends AutoCloseable {
        ServedModel model();

        @Override
        void close();
    }

    /** All of them, in the order in which they were named. */
    List<Entry> list();

    /**
     * The model of this name, loaded if it is not; the first of the list where no name is given.
     *
     * @throws org.cria.server.json.ApiException if there is none, or it cannot be loaded
     */
    Lease use(Optional<String> name);

    /** Whether requests are taken. */
    boolean isOpen();
}
