package org.cria.cli.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cria.cli.CriaProcess;
import org.cria.testmodels.TinyModel;
import org.cria.testmodels.hub.HubRequest;
import org.cria.testmodels.hub.LoopbackHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name of the hub is enough for a model to run. */
class HubCommandsTest {
    private static final String NAME = "hf:owner/Tiny-GGUF:Q4_K_M";

    @TempDir
    Path folder;

    private final LoopbackHub hub = LoopbackHub.with("owner/Tiny-GGUF");

    @BeforeEach
    void fill() throws IOException {
        Path file = folder.resolve("tiny.gguf");
        TinyModel.seeded(1).dim(64).ffn(96).heads(4).kvHeads(2).write(file);
        hub.put("tiny-Q4_K_M.gguf", Files.readAllBytes(file));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private CriaProcess.Outcome cria(String... words) {
        return new CriaProcess(folder, words)
                .environment("HF_ENDPOINT", hub.endpoint().toString())
                .environment("HF_HUB_CACHE", folder.resolve("hub").toString())
                .environment("HF_HOME", folder.toString())
                .environment("HOME", folder.toString())
                .environment("no_proxy", "127.0.0.1")
                .run();
    }

    private long downloads() {
        return hub.requests().stream().filter(HubRequest::storage).count();
    }

    @Test
    void whatIsNotHereIsAskedForAndThenRunsWithoutTheHub() {
        String[] run = {"tokenize", "-hf", "owner/Tiny-GGUF", "-p", "a", "--ids"};
        CriaProcess.Outcome refused = cria(run);
        assertEquals(1, refused.exitCode());
        assertEquals(1, refused.complaints().size(), refused.err());
        assertTrue(refused.err().contains("Download it with 'cria pull " + NAME + "', or add -y."), refused.err());
        assertEquals(0, downloads());
        CriaProcess.Outcome first =
                cria(Stream.concat(Stream.of(run), Stream.of("-y")).toArray(String[]::new));
        assertEquals(0, first.exitCode(), first.err());
        assertTrue(first.err().contains("downloading " + NAME), first.err());
        int before = hub.requests().size();
        CriaProcess.Outcome second = cria("tokenize", "-m", NAME, "-p", "a", "--ids", "--offline");
        assertEquals(first.out(), second.out());
        assertEquals("", second.err());
        assertEquals(before, hub.requests().size());
    }

    @Test
    void pullPrintsTheFileAndModelsListsAndRemovesIt() throws IOException {
        CriaProcess.Outcome pull = cria("pull", "owner/Tiny-GGUF");
        assertEquals(0, pull.exitCode(), pull.err());
        Path file = Path.of(pull.out().strip());
        assertArrayEquals(Files.readAllBytes(folder.resolve("tiny.gguf")), Files.readAllBytes(file));
        JsonNode models = new ObjectMapper().readTree(cria("models", "--json").out());
        assertEquals(folder.resolve("hub").toString(), models.get("hub").asText());
        assertEquals(NAME, models.get("models").get(0).get("name").asText());
        assertEquals(file.toString(), models.get("models").get(0).get("file").asText());
        CriaProcess.Outcome refused = cria("models", "rm", NAME);
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("Add -y."), refused.err());
        CriaProcess.Outcome removed = cria("models", "rm", NAME, "-y");
        assertEquals(0, removed.exitCode(), removed.err());
        assertFalse(Files.exists(folder.resolve("hub/models--owner--Tiny-GGUF")));
        assertTrue(cria("models", "rm", NAME, "-y").err().contains("there is no such model to remove"));
    }

    @Test
    void aGatedRepositoryNamesTheVariable() {
        hub.gated("secret");
        CriaProcess.Outcome refused = cria("pull", "owner/Tiny-GGUF");
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("is gated") && refused.err().contains("then set HF_TOKEN to"), refused.err());
    }
}
