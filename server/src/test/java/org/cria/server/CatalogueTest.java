package org.cria.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.cria.kernels.CriaException;
import org.cria.model.generation.GenerationSettings;
import org.cria.server.json.ApiException;
import org.cria.server.work.Catalogue;
import org.cria.server.work.Loader;
import org.cria.server.work.Models.Lease;
import org.cria.server.work.Models.Source;
import org.cria.server.work.ServedModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several models: loaded when asked for, and gone again when memory is short. */
class CatalogueTest {
    private static Served served;

    private final Shelf shelf = new Shelf();

    /** Files of 10 bytes each, all of which hold the built-in model. */
    private static final class Shelf implements Loader {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final AtomicLong bytes = new AtomicLong();
        private volatile long most;

        @Override
        public long bytes(Source source) {
            if (source.name().equals("broken")) {
                throw new CriaException("broken.gguf is broken");
            }
            return 10;
        }

        @Override
        public ServedModel load(Source source) {
            told.add("+" + source.name());
            most = Math.max(most, bytes.addAndGet(10));
            return new ServedModel(
                    source.name(),
                    source.created(),
                    served.model,
                    served.scheduler,
                    Optional.empty(),
                    Optional.empty(),
                    GenerationSettings.defaults());
        }

        @Override
        public void failed(Source source, CriaException failure) {
            told.add(String.valueOf(failure.getMessage()));
        }

        @Override
        public void unload(ServedModel model, Duration grace) {
            told.add("-" + model.name());
            bytes.addAndGet(-10);
        }
    }

    @BeforeAll
    static void serve() {
        served = new Served();
    }

    @AfterAll
    static void end() {
        served.close();
    }

    private Catalogue catalogue(long limit, Duration patience, String... names) {
        return new Catalogue(
                Arrays.stream(names)
                        .map(name -> new Source(name, 1, Path.of(name + ".gguf")))
                        .toList(),
                shelf,
                limit,
                patience);
    }

    private static void use(Catalogue catalogue, String name) {
        try (Lease lease = catalogue.use(Optional.of(name))) {
            assertEquals(name, lease.model().name());
        }
    }

    @Test
    void aModelIsLoadedWhenItIsAskedForAndThenStays() {
        try (Catalogue catalogue = catalogue(100, Duration.ZERO, "a", "b")) {
            assertTrue(catalogue.loaded().isEmpty());
            use(catalogue, "b");
            use(catalogue, "b");
            assertEquals(List.of("+b"), shelf.told);
            assertEquals(
                    List.of(false, true),
                    catalogue.list().stream().map(each -> each.isLoaded()).toList());
        }
        assertEquals(List.of("+b", "-b"), shelf.told);
    }

    @Test
    void whoNamesNoneGetsTheFirst() {
        try (Catalogue catalogue = catalogue(100, Duration.ZERO, "a", "b");
                Lease lease = catalogue.use(Optional.empty())) {
            assertEquals("a", lease.model().name());
        }
    }

    @Test
    void theOneUsedLongestAgoGoesWhenMemoryIsShort() {
        try (Catalogue catalogue = catalogue(20, Duration.ZERO, "a", "b", "c")) {
            use(catalogue, "a");
            use(catalogue, "b");
            use(catalogue, "a");
            use(catalogue, "c");
            use(catalogue, "a");
            assertEquals(List.of("+a", "+b", "-b", "+c"), shelf.told);
        }
    }

    @Test
    void aModelInUseStays() {
        try (Catalogue catalogue = catalogue(10, Duration.ofMillis(30), "a", "b")) {
            try (Lease lease = catalogue.use(Optional.of("a"))) {
                ApiException busy = assertThrows(ApiException.class, () -> use(catalogue, "b"));
                assertEquals(503, busy.status());
                assertEquals(
                        "there is no memory for the model 'b' while others answer. Try again later.",
                        busy.getMessage());
                assertEquals("a", lease.model().name());
                use(catalogue, "a");
            }
            use(catalogue, "b");
            assertEquals(List.of("+a", "-a", "+b"), shelf.told);
        }
    }

    @Test
    void whoCannotGoOnWaitsForOthersToEnd() throws InterruptedException, ExecutionException {
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
                Catalogue catalogue = catalogue(10, Duration.ofMinutes(5), "a", "b")) {
            Lease lease = catalogue.use(Optional.of("a"));
            Future<?> waiting = others.submit(() -> use(catalogue, "b"));
            assertFalse(waiting.isDone());
            lease.close();
            lease.close(); // once is enough
            waiting.get();
            assertEquals(List.of("+a", "-a", "+b"), shelf.told);
        }
    }

    @Test
    void oneModelMayTakeMoreThanTheLimitIfItIsAlone() {
        try (Catalogue catalogue = catalogue(5, Duration.ZERO, "a", "b")) {
            use(catalogue, "a");
            use(catalogue, "b");
            assertEquals(List.of("+a", "-a", "+b"), shelf.told);
        }
    }

    @Test
    void aModelThatCannotBeLoadedLeavesTheOthersAlone() {
        try (Catalogue catalogue = catalogue(10, Duration.ZERO, "a", "broken")) {
            use(catalogue, "a");
            ApiException failure = assertThrows(ApiException.class, () -> use(catalogue, "broken"));
            assertEquals(500, failure.status());
            assertFalse(failure.text().contains("gguf"), "files of the machine are told to nobody");
            use(catalogue, "a");
            assertEquals(List.of("+a", "broken.gguf is broken"), shelf.told);
            assertThrows(
                    CriaException.class,
                    () -> catalogue(10, Duration.ZERO, "broken").begin());
        }
    }

    @Test
    void anUnknownNameIsToldWhatThereIs() {
        try (Catalogue catalogue = catalogue(10, Duration.ZERO, "a", "b")) {
            ApiException failure = assertThrows(ApiException.class, () -> use(catalogue, "../a.gguf"));
            assertEquals("the model '../a.gguf' is not served here, expected 'a', 'b'.", failure.getMessage());
        }
    }

    @Test
    void twoModelsOfOneNameAreRefused() {
        CriaException twice = assertThrows(CriaException.class, () -> catalogue(10, Duration.ZERO, "a", "a"));
        assertTrue(String.valueOf(twice.getMessage()).startsWith("two models have the name 'a'"), "" + twice);
    }

    @Test
    void manyAtOnceNeverTakeMoreThanTheLimit() throws InterruptedException, ExecutionException {
        String[] names = {"a", "b", "c", "d", "e"};
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
                Catalogue catalogue = catalogue(20, Duration.ofMinutes(5), names)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Random random = new Random(i);
                all.add(others.submit(() -> {
                    for (int turn = 0; turn < 200; turn++) {
                        use(catalogue, names[random.nextInt(names.length)]);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertTrue(shelf.most <= 20, "most " + shelf.most);
        }
        assertEquals(0, shelf.bytes.get());
    }

    @Test
    void aClosedCatalogueGivesNone() {
        Catalogue catalogue = catalogue(10, Duration.ZERO, "a");
        use(catalogue, "a");
        catalogue.close();
        ApiException failure = assertThrows(ApiException.class, () -> use(catalogue, "a"));
        assertEquals(503, failure.status());
        assertFalse(catalogue.isOpen());
    }
}
