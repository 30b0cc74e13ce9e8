package org.cria.cli.portable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a part of the check has found so far, in a file that is whole at any time: a driver may end the process in between.
 *
 * @param file of JSON
 * @param found what is in it once it is kept
 */
record PartFindings(Path file, ObjectNode found) {
    static final ObjectMapper JSON = new ObjectMapper();

    PartFindings(Path file) {
        this(file, JSON.createObjectNode());
    }

    /** Writes what was found so far. */
    void keep() {
        try {
            Path whole = Path.of(file + ".new");
            Files.writeString(whole, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(found) + "\n");
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
