package org.cria.cli.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this program was built from.
 *
 * @param version of Cria
 * @param commit abbreviated, or {@code unknown} where it was built outside a repository
 * @param number of commits up to that one, 0 if unknown
 */
public record Build(String version, String commit, int number) {
    private static final String UNKNOWN = "unknown";

    /** As the build wrote it down. */
    public static Build current() {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String number = value(properties, "number");
        return new Build(
                value(properties, "version"),
                value(properties, "commit"),
                number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0);
    }

    /** A property that the build filled in. */
    private static String value(Properties properties, String name) {
        String value = properties.getProperty(name, "").strip();
        return value.isEmpty() || value.startsWith("$") ? UNKNOWN : value;
    }
}
