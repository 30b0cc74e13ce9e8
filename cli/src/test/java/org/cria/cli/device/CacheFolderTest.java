package org.cria.cli.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept between runs, and that nothing depends on it. */
final class CacheFolderTest {
    private static final Path SDK = Path.of("/an/sdk");

    @TempDir
    private Path folder;

    @Test
    void theFolderIsWhereTheEnvironmentSays() {
        assertEquals(
                Path.of("/h/.cache/cria"), CacheFolder.of(Map.of("HOME", "/h")).path());
        assertEquals(
                Path.of("/c/cria"),
                CacheFolder.of(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/c")).path());
        assertEquals(
                Path.of("/h/.cache/cria"),
                CacheFolder.of(Map.of("HOME", "/h", "XDG_CACHE_HOME", "")).path());
    }

    @Test
    void speedsAreKept() throws IOException {
        CacheFolder cache = new CacheFolder(folder.resolve("new"));
        Measurements first = Measurements.load(cache);
        assertEquals(Optional.empty(), first.cost("a \"card\""));
        first.put("a \"card\"", new TokenCost(1.25, 69_000));
        first.put("cpu", new TokenCost(20, 0));
        Measurements second = Measurements.load(cache);
        assertEquals(Optional.of(new TokenCost(1.25, 69_000)), second.cost("a \"card\""));
        assertEquals(Optional.of(new TokenCost(20, 0)), second.cost("cpu"));
        assertEquals(Optional.empty(), second.cost("another"));
        try (Stream<Path> files = Files.list(cache.path())) {
            assertEquals(1, files.count(), "nothing half-written is left");
        }
    }

    @Test
    void aFileThatIsDamagedIsAsGoodAsNone() throws IOException {
        for (String text : new String[] {
            "", "{\"cpu\": 20", "[1]", "{\"cpu\": \"fast\"}", "{\"cpu\": {\"gigabytes_per_second\": -1}}"
        }) {
            Files.writeString(folder.resolve("devices.json"), text);
            assertEquals(
                    Optional.empty(), Measurements.load(new CacheFolder(folder)).cost("cpu"), text);
            Files.writeString(folder.resolve("auto-device"), text);
            assertEquals(Optional.empty(), LastChoice.read(new CacheFolder(folder), SDK), text);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenKeepsNothingAndFailsNothing() throws IOException {
        CacheFolder none =
                new CacheFolder(Files.writeString(folder.resolve("file"), "").resolve("below"));
        Measurements measurements = Measurements.load(none);
        measurements.put("cpu", new TokenCost(20, 0));
        assertEquals(Optional.of(new TokenCost(20, 0)), measurements.cost("cpu"), "for this run");
        LastChoice.write(none, SDK, new Choice("cpu", "alone"));
        assertEquals(Optional.empty(), LastChoice.read(none, SDK));
    }

    @Test
    void aChoiceHoldsForTheSdkThatItWasMadeWith() throws IOException {
        CacheFolder cache = new CacheFolder(folder);
        Choice choice = new Choice("cpu", "TornadoVM has no device");
        LastChoice.write(cache, SDK, choice);
        assertEquals(Optional.of(choice), LastChoice.read(cache, SDK));
        assertEquals(Optional.empty(), LastChoice.read(cache, Path.of("/another")));
        assertTrue(
                Files.readString(folder.resolve("auto-device")).startsWith("/an/sdk\ncpu\n"),
                "as the launcher reads it");
    }
}
