package org.cria.cli.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was measured of devices, kept in the user's cache folder: another driver or SDK makes another device of them. */
final class Measurements {
    private static final String FILE = "devices.json";
    private static final String SPEED = "gigabytes_per_second";
    private static final String LAUNCH = "launch_nanos";

    private final CacheFolder folder;
    private final Map<String, TokenCost> costs;

    private Measurements(CacheFolder folder, Map<String, TokenCost> costs) {
        this.folder = folder;
        this.costs = costs;
    }

    /** What is there; a file that cannot be read is as good as none. */
    static Measurements load(CacheFolder folder) {
        Map<String, TokenCost> costs = new TreeMap<>();
        Path file = folder.path().resolve(FILE);
        if (Files.isRegularFile(file)) {
            try {
                JsonNode entries = new ObjectMapper().readTree(Files.readString(file));
                entries.properties().forEach(entry -> {
                    double speed = entry.getValue().path(SPEED).asDouble();
                    double launch = entry.getValue().path(LAUNCH).asDouble();
                    if (speed > 0 && launch >= 0) {
                        costs.put(entry.getKey(), new TokenCost(speed, launch));
                    }
                });
            } catch (IOException e) {
                costs.clear();
            }
        }
        return new Measurements(folder, costs);
    }

    /**
     * What a device takes for a token, where it was measured.
     *
     * @param key names the device and all that its speed depends on
     */
    Optional<TokenCost> cost(String key) {
        return Optional.ofNullable(costs.get(key));
    }

    /** Keeps a measurement, also for later runs if the folder can be written. */
    void put(String key, TokenCost cost) {
        costs.put(key, cost);
        ObjectNode entries = new ObjectMapper().createObjectNode();
        costs.forEach((device, each) ->
                entries.putObject(device).put(SPEED, each.gigabytesPerSecond()).put(LAUNCH, each.launchNanos()));
        try {
            folder.write(
                    FILE, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            // Then it is measured again the next time.
        }
    }
}
