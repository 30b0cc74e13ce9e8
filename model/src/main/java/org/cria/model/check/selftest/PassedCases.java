package org.cria.model.check.selftest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.cria.model.check.Notes;

/**
 * What passed a self-test before, in a file for each device with its driver, SDK and kernels: plain text, a line for each operator in
 * its shape.
 */
final class PassedCases {
    private static final String CASES = ".txt";
    private static final String BANDWIDTH = ".bandwidth";

    private final Notes notes;

    /** @param folder is made where it is missing */
    PassedCases(Path folder) {
        this.notes = new Notes(folder);
    }

    /** The cases that passed on this device, see {@link org.cria.kernels.backend.Workbench#identity}. */
    Set<String> on(String identity) {
        try {
            List<String> lines = Files.readAllLines(file(identity), StandardCharsets.UTF_8);
            return lines.isEmpty() || !lines.getFirst().equals(identity)
                    ? Set.of()
                    : new LinkedHashSet<>(lines.subList(1, lines.size()));
        } catch (IOException e) {
            return Set.of(); // no such file, or none of ours: then nothing is known, and all is tested again
        }
    }

    /** Notes more cases. The file is replaced by a whole one, so that two processes at a time lose a line at most. */
    void add(String identity, Collection<String> cases) {
        Set<String> all = new LinkedHashSet<>(on(identity));
        all.addAll(cases);
        List<String> lines = new ArrayList<>(List.of(identity));
        lines.addAll(all);
        write(Notes.name(identity) + CASES, lines);
    }

    /** Bytes per second that the device was measured to read. */
    OptionalDouble bandwidth(String identity) {
        try {
            return OptionalDouble.of(Double.parseDouble(Files.readString(notes.file(Notes.name(identity) + BANDWIDTH))
                    .strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty(); // not measured, or not noted by us: then it is measured
        }
    }

    void noteBandwidth(String identity, double bytesPerSecond) {
        write(Notes.name(identity) + BANDWIDTH, List.of(Double.toString(bytesPerSecond)));
    }

    private void write(String name, List<String> lines) {
        try {
            notes.write(name, lines);
        } catch (IOException e) {
            // A folder that cannot be written, as in a container, costs the time of the same test again and no more.
        }
    }

    Path file(String identity) {
        return notes.file(Notes.name(identity) + CASES);
    }
}
