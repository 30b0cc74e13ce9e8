package org.cria.cli.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cria.cli.CriaProcess;
import org.cria.testmodels.TinyFolder;
import org.cria.testmodels.hub.HubRequest;
import org.cria.testmodels.hub.LoopbackHub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository of safetensors goes the whole way: it is asked for, comes, is listed, runs, becomes a file and goes. */
class HubFolderTest {
    private static final String NAME = "hf:owner/Tiny-Llama";

    @TempDir
    Path folder;

    private final LoopbackHub hub = LoopbackHub.with("owner/Tiny-Llama");

    @BeforeEach
    void fill() throws IOException {
        Path published =
                TinyFolder.of("LlamaForCausalLM").dtype("BF16").shards(3).write(folder.resolve("published"));
        try (Stream<Path> files = Files.list(published)) {
            for (Path file : files.toList()) {
                hub.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        hub.put("pytorch_model.bin", new byte[5000]).put("README.md", new byte[9]);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private CriaProcess.Outcome cria(String... words) {
        return new CriaProcess(folder, words)
                .environment("HF_ENDPOINT", hub.endpoint().toString())
                .environment("HF_HUB_CACHE", folder.resolve("hub").toString())
                .environment("HOME", folder.toString())
                .environment("no_proxy", "127.0.0.1")
                .run();
    }

    private CriaProcess.Outcome answer(String... more) {
        List<String> run = List.of("run", "-m", NAME, "-p", "the cat", "-n", "8", "--temp", "0");
        return cria(Stream.concat(run.stream(), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void aNameIsEnoughForAnAnswer() throws IOException {
        CriaProcess.Outcome refused = answer();
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("Download it with 'cria pull " + NAME + "', or add -y."), refused.err());
        CriaProcess.Outcome first = answer("-y");
        assertEquals(0, first.exitCode(), first.err());
        assertFalse(first.out().isBlank());
        assertTrue(first.err().contains("downloading " + NAME + ": "), first.err());
        assertFalse(hub.requests().stream().map(HubRequest::path).anyMatch(path -> path.endsWith(".bin")));
        int before = hub.requests().size();
        assertEquals(first.out(), answer("--offline").out());
        assertEquals(before, hub.requests().size());

        JsonNode listed = new ObjectMapper()
                .readTree(cria("models", "--json").out())
                .get("models")
                .get(0);
        assertEquals(NAME, listed.get("name").asText());
        assertEquals("BF16", listed.get("file_type").asText());
        assertEquals("llama", listed.get("architecture").asText());
        assertEquals(256, listed.get("context_length").asInt());
        // Embeddings and head; in each of two layers four projections of 4 heads over 2, and three of the feed-forward;
        // five norms.
        long parameters = 2 * 384 * 64 + 2 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64) + 5 * 64;
        assertEquals(parameters, listed.get("model_n_params").asLong());
        assertEquals(
                bytes(folder.resolve("published")), listed.get("file_bytes").asLong());
        String text = cria("models").out();
        assertTrue(text.lines().anyMatch(line -> line.matches(NAME + " .*BF16, safetensors +256")), text);

        Path file = folder.resolve("tiny.gguf");
        CriaProcess.Outcome converted = cria("convert", listed.get("file").asText(), file.toString());
        assertEquals(0, converted.exitCode(), converted.err());
        assertEquals(
                first.out(),
                cria("run", "-m", file.toString(), "-p", "the cat", "-n", "8", "--temp", "0")
                        .out());
        assertEquals(0, cria("models", "rm", NAME, "-y").exitCode());
        assertFalse(Files.exists(folder.resolve("hub/models--owner--Tiny-Llama")));
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
