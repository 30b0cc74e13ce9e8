package org.cria.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * A JavaScript library in a jar, as webjars.org packs them. Its version is read from the jar, so that the build alone names it.
 *
 * @param group in Maven's repository
 * @param name there
 */
record WebJar(String group, String name) {
    /** Where one of its files is on the class path. */
    String place(String file) {
        return "META-INF/resources/webjars/" + name + "/" + version() + "/" + file;
    }

    private String version() {
        String place = "META-INF/maven/" + group + "/" + name + "/pom.properties";
        Properties properties = new Properties();
        try (InputStream in = PageFile.open(place)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(place, e);
        }
        return properties.getProperty("version");
    }
}
