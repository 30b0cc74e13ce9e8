package org.cria.server.work;

import java.util.List;
import java.util.Optional;

/** The models of a server, by name. */
public interface Models {
    /**
     * One of the list.
     *
     * @param created seconds since 1970, of its file
     * @param loaded whether it is in memory
     */
    record Entry(String name, long created, boolean loaded) {}

    /** A model in use, which stays loaded until this is closed. */
    interface Lease extends AutoCloseable {
        ServedModel model();

        @Override
        void close();
    }

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
