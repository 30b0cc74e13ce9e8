package org.cria.cli.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What was measured of devices, kept in the user's cache folder: another driver or SDK makes another device of them. */
final class Measurements {
    private static final String FILE = "devices.json";

    private final CacheFolder folder;
    private final Map<String, Double> speeds;

    private Measurements(CacheFolder folder, Map<String, Double> speeds) {
        this.folder = folder;
        this.speeds = speeds;
    }

    /** What is there; a file that cannot be read is as good as none. */
    static Measurements load(CacheFolder folder) {
        Map<String, Double> speeds = new TreeMap<>();
        Path file = folder.path().resolve(FILE);
        if (Files.isRegularFile(file)) {
            try {
                JsonNode entries = new ObjectMapper().readTree(Files.readString(file));
                entries.properties().forEach(entry -> {
                    if (entry.getValue().isNumber() && entry.getValue().doubleValue() > 0) {
                        speeds.put(entry.getKey(), entry.getValue().doubleValue());
                    }
                });
            } catch (IOException e) {
                speeds.clear();
            }
        }
        return new Measurements(folder, speeds);
    }

    /**
     * A device's speed, where it was measured.
     *
     * @param key names the device and all that its speed depends on
     * @return in 10⁹ bytes per second
     */
    OptionalDouble speed(String key) {
        Double speed = speeds.get(key);
        return speed == null ? OptionalDouble.empty() : OptionalDouble.of(speed);
    }

    /** Keeps a speed, also for later runs if the folder can be written. */
    void put(String key, double speed) {
        speeds.put(key, speed);
        ObjectNode entries = new ObjectMapper().createObjectNode();
        speeds.forEach(entries::put);
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
