package org.cria.model.hub;

import static org.cria.model.hub.PullTest.REFERENCE;
import static org.cria.model.hub.PullTest.REPOSITORY;
import static org.cria.model.hub.PullTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.cria.kernels.CriaException;
import org.cria.testmodels.hub.HubFault;
import org.cria.testmodels.hub.HubRequest;
import org.cria.testmodels.hub.LoopbackHub;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a hub does, what comes of it is the right files or an error that leaves nothing half-made; and then the rest comes. */
class FaultyHubTest {
    private static final String MODEL = "tiny-Q4_K_M.gguf";

    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new HashMap<>();

    static LongStream some() {
        return LongStream.rangeClosed(1, 12);
    }

    static LongStream many() {
        return LongStream.rangeClosed(13, 212);
    }

    @ParameterizedTest
    @MethodSource("some")
    void aDownloadIsRightOrRefused(long seed) throws IOException {
        check(seed);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("many")
    void manyDownloadsAreRightOrRefused(long seed) throws IOException {
        check(seed);
    }

    private void check(long seed) throws IOException {
        Random random = new Random(seed);
        try (LoopbackHub hub = LoopbackHub.with(REPOSITORY)) {
            fill(hub, random);
            HubSettings settings = HubSettings.defaults()
                    .withEndpoint(hub.endpoint())
                    .withPieces(1L << (12 + random.nextInt(6)))
                    .withPatience(Duration.ofMillis(150), Duration.ofMillis(1));
            if (random.nextInt(8) == 0) {
                hub.gated("secret");
                settings = settings.withToken(Optional.of(random.nextBoolean() ? "secret" : "wrong"));
            }
            if (random.nextInt(4) == 0) {
                hub.withoutTags();
            }
            faults(hub, random);
            boolean came = false;
            try {
                assertWhole(pull(settings));
                came = true;
            } catch (CriaException e) {
                String message = String.valueOf(e.getMessage());
                assertTrue(message.startsWith(REFERENCE.text() + ": ") || message.startsWith("127.0.0.1: "), message);
                assertFalse(message.contains("\n"), message);
            }
            assertNothingHalfMade(came);
            hub.faults(request -> HubFault.NONE);
            assertWhole(pull(settings.withToken(Optional.of("secret")).withPatience(PATIENT, Duration.ofMillis(1))));
            assertNothingHalfMade(true);
        }
    }

    private void fill(LoopbackHub hub, Random random) {
        if (random.nextInt(3) == 0) {
            put(hub, "config.json", "{\"n\": 1}".getBytes(StandardCharsets.UTF_8));
            put(hub, "tokenizer.json", bytes(random.nextLong(), random.nextInt(20_000)));
            put(hub, "model-00001-of-00002.safetensors", bytes(random.nextLong(), 1 + random.nextInt(300_000)));
            put(hub, "model-00002-of-00002.safetensors", bytes(random.nextLong(), 1 + random.nextInt(300_000)));
        } else {
            put(hub, MODEL, bytes(random.nextLong(), random.nextInt(10) == 0 ? 0 : random.nextInt(700_000)));
        }
    }

    private void put(LoopbackHub hub, String path, byte[] bytes) {
        hub.put(path, bytes);
        files.put(path, bytes);
    }

    /** One or two kinds of fault, seldom or often; sometimes a file changes under way too. */
    private void faults(LoopbackHub hub, Random random) {
        HubFault[] all = HubFault.values();
        HubFault[] kinds = {all[random.nextInt(all.length)], all[random.nextInt(all.length)]};
        double often = random.nextInt(3) == 0 ? 1 : random.nextDouble();
        Random dice = new Random(random.nextLong());
        int changing = random.nextInt(4) == 0 ? random.nextInt(6) : -1;
        long replacement = random.nextLong();
        AtomicBoolean changed = new AtomicBoolean();
        int[] requests = {0};
        hub.faults(request -> {
            synchronized (dice) {
                if (request.isForFile() && requests[0]++ == changing && changed.compareAndSet(false, true)) {
                    String path = files.containsKey(MODEL) ? MODEL : "model-00001-of-00002.safetensors";
                    put(hub, path, bytes(replacement, 1 + Math.floorMod(replacement, 400_000)));
                }
                HubFault fault = kinds[dice.nextInt(2)];
                return dice.nextDouble() < often && isPossible(fault, request) ? fault : HubFault.NONE;
            }
        });
    }

    private static boolean isPossible(HubFault fault, HubRequest request) {
        return request.isForFile() || fault == HubFault.BUSY || fault == HubFault.REDIRECT;
    }

    private Path pull(HubSettings settings) {
        try (Hub hub = new Hub(settings, new HubCache(folder))) {
            return hub.pull(hub.plan(REFERENCE, Long.MAX_VALUE), PullProgress.NONE);
        }
    }

    private void assertWhole(Path result) throws IOException {
        Path snapshot = Files.isDirectory(result) ? result : result.resolveSibling("");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertArrayEquals(file.getValue(), Files.readAllBytes(snapshot.resolve(file.getKey())), file.getKey());
        }
    }

    /** Names lead to whole files only; what was begun is under names of its own. */
    private void assertNothingHalfMade(boolean came) throws IOException {
        Path repository = folder.resolve("models--owner--Tiny-GGUF");
        assertEquals(came, Files.exists(repository.resolve("snapshots")));
        if (!Files.exists(repository.resolve("blobs"))) {
            return;
        }
        for (Path blob : PullTest.list(repository.resolve("blobs"))) {
            String name = blob.getFileName().toString();
            boolean known = name.endsWith(".cria-part") || name.endsWith(".cria-note");
            assertTrue(known || isWhole(blob, name), name);
            assertTrue(!came || !known || isOlder(name), name + " is left over");
        }
    }

    private static boolean isWhole(Path blob, String oid) throws IOException {
        byte[] bytes = Files.readAllBytes(blob);
        return List.of(Oids.sha256(bytes), Oids.git(bytes)).contains(oid);
    }

    /** Whether it is of a version that the hub has no longer. */
    private boolean isOlder(String name) {
        return files.values().stream()
                .noneMatch(each -> name.startsWith(Oids.sha256(each)) || name.startsWith(Oids.git(each)));
    }
}
