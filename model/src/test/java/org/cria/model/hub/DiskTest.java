package org.cria.model.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cria.kernels.CriaException;
import org.cria.testmodels.hub.HubRequest;
import org.cria.testmodels.hub.LoopbackHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk cannot take is told in a line, before anything comes where that can be known. */
class DiskTest {
    private static final String MODEL = "tiny-Q4_K_M.gguf";

    @TempDir
    Path work;

    private final LoopbackHub hub = LoopbackHub.with(PullTest.REPOSITORY);

    @AfterEach
    void close() {
        hub.close();
    }

    private String refusal(Path folder) {
        try (Hub client = new Hub(PullTest.settings(hub), new HubCache(folder))) {
            PullPlan plan = client.plan(PullTest.REFERENCE, Long.MAX_VALUE);
            String message =
                    String.valueOf(assertThrows(CriaException.class, () -> client.pull(plan, PullProgress.NONE))
                            .getMessage());
            assertFalse(message.contains("\n"), message);
            return message;
        }
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAByteComes() throws IOException {
        hub.put(MODEL, PullTest.bytes(1, 9000)).claiming(MODEL, 1L << 50);
        Path folder = work.resolve("hub");
        String message = refusal(folder);
        assertTrue(message.contains(" are to come, and the disk of " + folder + " has room for "), message);
        assertTrue(message.contains("Make room, or set "), message);
        assertFalse(hub.requests().stream().anyMatch(HubRequest::isForFile));
        assertEquals(List.of(), PullTest.list(folder));
    }

    @Test
    void whatIsInTheWayIsNamed() throws IOException {
        hub.put(MODEL, PullTest.bytes(1, 9000));
        Path blocked = Files.writeString(work.resolve("file"), "a");
        String message = refusal(blocked);
        assertTrue(message.contains("cannot be written (" + blocked + " is in the way)"), message);
    }
}
