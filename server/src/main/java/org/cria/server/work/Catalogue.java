package org.cria.server.work;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.cria.kernels.CriaException;
import org.cria.server.json.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Models that are loaded when they are asked for. Where memory does not suffice for one more, those go that nobody uses and that were used
 * longest ago. Safe for any thread.
 */
public final class Catalogue implements Models, AutoCloseable {
    private final Loader loader;
    private final long limit;
    private final Duration patience;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long uses;
    private boolean closing;

    /** Of one model; everything but its source under the lock. */
    private static final class Place {
        private final Source source;
        private @Nullable ServedModel model;
        /** That it takes, while it is loaded or on its way in or out. */
        private long bytes;
        /** On its way in or out, so nobody else's to touch. */
        private boolean moving;

        private int leases;
        private long lastUse;

        Place(Source source) {
            this.source = source;
        }

        Entry entry() {
            return new Entry(source, bytes, Optional.ofNullable(model));
        }
    }

    /**
     * Loads nothing yet.
     *
     * @param sources at least one, with names of their own
     * @param limit bytes that all loaded models may take together; one alone may take more if the loader lets it
     * @param patience how long a request waits for others to let go of the memory that it needs
     */
    public Catalogue(List<Source> sources, Loader loader, long limit, Duration patience) {
        this.loader = loader;
        this.limit = limit;
        this.patience = patience;
        for (Source source : sources) {
            Place before = places.put(source.name(), new Place(source));
            if (before != null) {
                throw new CriaException("two models have the name '" + source.name() + "': " + before.source.file()
                        + " and " + source.file() + ", expected names that differ. Rename a file or leave one out.");
            }
        }
    }

    @Override
    public List<Entry> list() {
        lock.lock();
        try {
            return places.values().stream().map(Place::entry).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The models in memory. */
    public List<ServedModel> loaded() {
        return list().stream().flatMap(entry -> entry.loaded().stream()).toList();
    }

    /**
     * Loads the first.
     *
     * @throws CriaException saying why that fails
     */
    public void begin() {
        lease(places.values().iterator().next()).close();
    }

    @Override
    public Lease use(Optional<String> name) {
        Place place =
                name.map(this::named).orElseGet(() -> places.values().iterator().next());
        try {
            return lease(place);
        } catch (CriaException e) {
            loader.failed(place.source, e); // it names files of this machine, which are no business of a client's
            throw ApiException.failed(
                    500,
                    "model_failed",
                    "the model '" + place.source.name() + "' cannot be loaded: the server's own output says why.");
        }
    }

    private Lease lease(Place place) {
        long end = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (true) {
                if (closing) {
                    throw ApiException.busy("server_stopping", "the server is stopping.");
                }
                if (place.model != null && !place.moving) {
                    place.leases++;
                    place.lastUse = ++uses;
                    return new Held(place, place.model);
                }
                if (place.moving) {
                    await(place, end);
                } else {
                    load(place, end);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private Place named(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw ApiException.noModel("the model '" + name + "' is not served here, expected "
                    + places.keySet().stream()
                            .limit(20)
                            .map(each -> "'" + each + "'")
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return place;
    }

    private void load(Place place, long end) {
        place.moving = true;
        try {
            long bytes = unlocked(() -> loader.bytes(place.source));
            while (taken() > 0 && taken() + bytes > limit) {
                Optional<Place> idle = places.values().stream()
                        .filter(each -> each.model != null && !each.moving && each.leases == 0)
                        .min(Comparator.comparingLong(each -> each.lastUse));
                if (idle.isPresent()) {
                    unload(idle.get(), Duration.ZERO);
                } else {
                    await(place, end);
                }
            }
            place.bytes = bytes;
            place.model = unlocked(() -> loader.load(place.source));
        } finally {
            place.bytes = place.model == null ? 0 : place.bytes;
            place.moving = false;
            changed.signalAll();
        }
    }

    private void unload(Place place, Duration grace) {
        ServedModel model = Objects.requireNonNull(place.model);
        place.moving = true;
        unlocked(() -> {
            loader.unload(model, grace);
            return true;
        });
        place.model = null;
        place.bytes = 0;
        place.moving = false;
        changed.signalAll();
    }

    private long taken() {
        return places.values().stream().mapToLong(each -> each.bytes).sum();
    }

    private <T> T unlocked(Supplier<T> work) {
        lock.unlock();
        try {
            return work.get();
        } finally {
            lock.lock();
        }
    }

    private void await(Place place, long end) {
        long left = end - System.nanoTime();
        if (closing || left <= 0) {
            throw ApiException.busy(
                    "overloaded",
                    "there is no memory for the model '" + place.source.name()
                            + "' while others answer. Try again later.");
        }
        try {
            boolean _ = changed.await(Math.min(left, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.busy("server_stopping", "the server is stopping.");
        }
    }

    private void release(Place place) {
        lock.lock();
        try {
            place.leases--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What ended the scheduler of a model, where that was nobody's wish. */
    public Optional<Throwable> failure() {
        return loaded().stream()
                .flatMap(model -> model.scheduler().failure().stream())
                .findFirst();
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return !closing
                    && places.values().stream()
                            .allMatch(each -> each.model == null
                                    || each.moving
                                    || each.model.scheduler().isOpen());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives no model any more, and frees all.
     *
     * @param grace how long texts on their way may go on
     */
    public void close(Duration grace) {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            long end = System.nanoTime() + grace.toNanos();
            for (Place place : places.values()) {
                while (place.moving) {
                    changed.awaitUninterruptibly();
                }
                if (place.model != null) {
                    unload(place, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private final class Held implements Lease {
        private final Place place;
        private final ServedModel model;
        private boolean closed;

        Held(Place place, ServedModel model) {
            this.place = place;
            this.model = model;
        }

        @Override
        public ServedModel model() {
            return model;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(place);
            }
        }
    }
}
