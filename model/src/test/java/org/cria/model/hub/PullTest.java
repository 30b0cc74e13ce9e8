package org.cria.model.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.cria.kernels.CriaException;
import org.cria.testmodels.hub.HubFault;
import org.cria.testmodels.hub.HubRequest;
import org.cria.testmodels.hub.LoopbackHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download brings the files of the hub, and its rules hold. */
class PullTest {
    static final String REPOSITORY = "owner/Tiny-GGUF";
    static final HubReference REFERENCE = HubReference.parse(REPOSITORY);

    @TempDir
    Path folder;

    private final LoopbackHub hub = LoopbackHub.with(REPOSITORY);

    @AfterEach
    void close() {
        hub.close();
    }

    static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static HubSettings settings(LoopbackHub hub) {
        return HubSettings.defaults()
                .withEndpoint(hub.endpoint())
                .withPieces(64 << 10)
                .withPatience(Duration.ofSeconds(2), Duration.ofMillis(1));
    }

    private Path pull(HubReference reference, HubSettings settings) {
        try (Hub client = new Hub(settings, new HubCache(folder))) {
            return client.pull(client.plan(reference, Long.MAX_VALUE), PullProgress.NONE);
        }
    }

    private String refusal(HubReference reference, HubSettings settings) {
        String message = String.valueOf(assertThrows(CriaException.class, () -> pull(reference, settings))
                .getMessage());
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @Test
    void aFileComesInPiecesOverSeveralConnectionsAndLiesWhereOtherProgramsLookForIt() throws IOException {
        byte[] model = bytes(1, 1_000_000);
        hub.put("tiny-Q4_K_M.gguf", model).put("tiny-Q8_0.gguf", bytes(2, 5000));
        Path file = pull(REFERENCE, settings(hub));
        assertArrayEquals(model, Files.readAllBytes(file));
        Path repository = folder.resolve("models--owner--Tiny-GGUF");
        assertEquals(repository.resolve("snapshots").resolve(hub.commit()).resolve("tiny-Q4_K_M.gguf"), file);
        assertEquals(hub.commit(), Files.readString(repository.resolve("refs/main")));
        assertTrue(Files.readSymbolicLink(file).toString().matches("\\.\\./\\.\\./blobs/[0-9a-f]{64}"));
        assertEquals(1, list(repository.resolve("blobs")).size());
        assertTrue(hub.requests().stream().filter(HubRequest::storage).count() >= 1_000_000 / (64 << 10));
        int before = hub.requests().size();
        assertEquals(file, pull(REFERENCE, settings(hub)));
        assertTrue(hub.requests().stream().skip(before).noneMatch(HubRequest::isForFile), "nothing comes twice");
    }

    @Test
    void whatIsHereIsFoundWithoutTheHub() {
        hub.put("tiny-Q4_K_M.gguf", bytes(1, 9000)).put("tiny-Q8_0.gguf", bytes(2, 9000));
        Path file = pull(REFERENCE, settings(hub));
        HubLibrary library = new HubLibrary(new HubCache(folder));
        assertEquals(Optional.of(file), library.find(REFERENCE, 0).map(HubModel::path));
        assertEquals(Optional.empty(), library.find(REFERENCE.withQuant("Q8_0"), 0));
        assertEquals(
                List.of("hf:owner/Tiny-GGUF:Q4_K_M"),
                library.models().stream().map(model -> model.reference().text()).toList());
    }

    @Test
    void removingAModelLeavesTheOthersAndTheLastTakesTheFolderAlong() throws IOException {
        hub.put("tiny-Q4_K_M.gguf", bytes(1, 9000)).put("tiny-Q8_0.gguf", bytes(2, 9000));
        pull(REFERENCE, settings(hub));
        pull(REFERENCE.withQuant("Q8_0"), settings(hub));
        HubLibrary library = new HubLibrary(new HubCache(folder));
        assertEquals(2, library.models().size());
        library.remove(library.models().getFirst());
        assertEquals(
                List.of("hf:owner/Tiny-GGUF:Q8_0"),
                library.models().stream().map(model -> model.reference().text()).toList());
        assertEquals(1, list(folder.resolve("models--owner--Tiny-GGUF/blobs")).size());
        library.remove(library.models().getFirst());
        assertFalse(Files.exists(folder.resolve("models--owner--Tiny-GGUF")));
    }

    @Test
    void shardsAndFoldersOfSafetensorsHaveTheirNamesOnceAllAreHere() throws IOException {
        hub.put("config.json", "{}".getBytes(StandardCharsets.UTF_8))
                .put("model.safetensors", bytes(3, 200_000))
                .put("tokenizer.json", new byte[0]);
        Path model = pull(REFERENCE, settings(hub));
        assertEquals(List.of("config.json", "model.safetensors", "tokenizer.json"), names(model));
        hub.put("a/m-Q4_0-00001-of-00002.gguf", bytes(4, 9000)).put("a/m-Q4_0-00002-of-00002.gguf", bytes(5, 9000));
        hub.faults(request -> request.path().contains("00002-of") ? HubFault.BUSY : HubFault.NONE);
        refusal(REFERENCE, settings(hub));
        assertFalse(Files.exists(
                folder.resolve("models--owner--Tiny-GGUF/snapshots").resolve(hub.commit())));
        hub.faults(request -> HubFault.NONE);
        Path first = pull(REFERENCE, settings(hub));
        assertTrue(first.endsWith("a/m-Q4_0-00001-of-00002.gguf"), first.toString());
        assertEquals(2, list(first.resolveSibling("")).size());
    }

    @Test
    void theTokenGoesToTheHubAndToNoOtherHost() {
        hub.put("tiny-Q4_K_M.gguf", bytes(1, 300_000)).gated("secret");
        pull(REFERENCE, settings(hub).withToken(Optional.of("secret")));
        for (HubRequest request : hub.requests()) {
            assertEquals(
                    request.storage() ? Optional.empty() : Optional.of("Bearer secret"),
                    request.header("authorization"),
                    request.path());
        }
        assertTrue(hub.requests().stream().anyMatch(HubRequest::storage));
    }

    @Test
    void gatedMissingAndUnknownAreToldApart() {
        HubSettings settings = settings(hub);
        hub.put("tiny-Q4_K_M.gguf", bytes(1, 300));
        assertTrue(refusal(HubReference.parse("no/body"), settings)
                .contains("knows no such repository, or it is private"));
        assertTrue(refusal(HubReference.parse(REPOSITORY + "@v9"), settings).contains("has no revision 'v9'"));
        hub.gated("secret");
        String gated = refusal(REFERENCE, settings);
        assertTrue(gated.contains("is gated") && gated.contains("then set hub token"), gated);
        assertTrue(refusal(REFERENCE, settings.withToken(Optional.of("other")))
                .contains("The account of hub token has none"));
        hub.close();
        String away = refusal(REFERENCE, settings);
        assertTrue(away.contains("127.0.0.1 cannot be reached"), away);
    }

    @Test
    void aNameThatWouldLeaveItsFolderStopsAll() throws IOException {
        for (String name : List.of("../../evil.gguf", "a/../b", "/etc/x", "c\\d.gguf", "nul.gguf")) {
            hub.put("tiny-Q4_K_M.gguf", bytes(1, 300)).put(name, bytes(2, 300));
            assertTrue(refusal(REFERENCE, settings(hub)).contains("would not stay in its folder"), name);
        }
        assertEquals(List.of(), list(folder));
    }

    @Test
    void longListsComeInPages() throws IOException {
        for (int i = 0; i < 250; i++) {
            hub.put("notes/" + i + ".txt", bytes(i, 10));
        }
        hub.put("zzz-Q4_K_M.gguf", bytes(9, 100));
        assertArrayEquals(bytes(9, 100), Files.readAllBytes(pull(REFERENCE, settings(hub))));
    }

    @Test
    void whatStopsGoesOnWhereItWas() throws IOException {
        byte[] model = bytes(1, 3_000_000);
        hub.put("tiny-Q4_K_M.gguf", model);
        hub.faults(request -> request.storage() ? HubFault.SLOW : HubFault.NONE);
        try (Hub client = new Hub(settings(hub), new HubCache(folder))) {
            PullPlan plan = client.plan(REFERENCE, Long.MAX_VALUE);
            assertThrows(
                    StoppedException.class,
                    () -> client.pull(plan, new Hearing() {
                        @Override
                        public void show(long done, long total) {
                            if (done > 1_000_000) {
                                client.stop();
                            }
                        }
                    }));
        }
        assertFalse(Files.exists(folder.resolve("models--owner--Tiny-GGUF/snapshots")));
        hub.faults(request -> HubFault.NONE);
        AtomicLong first = new AtomicLong(-1);
        try (Hub client = new Hub(settings(hub), new HubCache(folder))) {
            PullPlan plan = client.plan(REFERENCE, Long.MAX_VALUE);
            assertTrue(plan.missing() < 2_000_000 && plan.bytes() == 3_000_000, plan.missing() + " are missing");
            Path file = client.pull(plan, new Hearing() {
                @Override
                public void show(long done, long total) {
                    first.compareAndSet(-1, done);
                }
            });
            assertArrayEquals(model, Files.readAllBytes(file));
        }
        assertTrue(first.get() >= 1_000_000, first + " were there");
    }

    @Test
    void twoAtOnceShareOneDownload() throws IOException, InterruptedException {
        byte[] model = bytes(1, 2_000_000);
        hub.put("tiny-Q4_K_M.gguf", model);
        hub.faults(request -> request.storage() ? HubFault.SLOW : HubFault.NONE);
        AtomicBoolean waited = new AtomicBoolean();
        CompletableFuture<Path> other = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> other.complete(pull(REFERENCE, settings(hub))));
        while (hub.requests().stream().noneMatch(HubRequest::storage)) {
            Thread.sleep(5);
        }
        try (Hub client = new Hub(settings(hub), new HubCache(folder))) {
            Path file = client.pull(client.plan(REFERENCE, Long.MAX_VALUE), new Hearing() {
                @Override
                public void waiting() {
                    waited.set(true);
                }
            });
            assertArrayEquals(model, Files.readAllBytes(file));
            assertEquals(file, other.join());
        }
        assertTrue(waited.get());
        assertEquals(
                model.length / (64 << 10) + 1,
                hub.requests().stream().filter(HubRequest::storage).count());
    }

    @Test
    void aFileThatChangesUnderWayComesAsItIsNow() throws IOException {
        byte[] changed = bytes(2, 900_000);
        hub.put("tiny-Q4_K_M.gguf", bytes(1, 1_000_000));
        AtomicLong pieces = new AtomicLong();
        hub.faults(request -> {
            if (request.storage() && pieces.incrementAndGet() == 5) {
                hub.put("tiny-Q4_K_M.gguf", changed);
            }
            return HubFault.NONE;
        });
        assertArrayEquals(changed, Files.readAllBytes(pull(REFERENCE, settings(hub))));
    }

    @Test
    void aWrongChecksumIsAnErrorThatKeepsNothing() throws IOException {
        hub.put("tiny-Q4_K_M.gguf", bytes(1, 100_000));
        hub.faults(request -> request.storage() ? HubFault.WRONG_BYTES : HubFault.NONE);
        assertTrue(refusal(REFERENCE, settings(hub)).contains("has the checksum"));
        assertEquals(List.of(), list(folder.resolve("models--owner--Tiny-GGUF/blobs")));
        assertFalse(Files.exists(folder.resolve("models--owner--Tiny-GGUF/snapshots")));
    }

    static List<Path> list(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        return list(folder).stream().map(path -> path.getFileName().toString()).toList();
    }

    /** Hears what a test looks at. */
    static class Hearing implements PullProgress {
        @Override
        public void show(long done, long total) {}

        @Override
        public void waiting() {}
    }
}
