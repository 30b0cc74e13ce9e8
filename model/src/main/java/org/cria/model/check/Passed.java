package org.cria.model.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What passed a self-test before, in a file for each device with its driver, SDK and kernels: plain text, a line for each operator in
 * its shape.
 */
final class Passed {
    private final Path folder;

    /** @param folder is made where it is missing */
    Passed(Path folder) {
        this.folder = folder;
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
        write(file(identity), lines);
    }

    /** Bytes per second that the device was measured to read. */
    OptionalDouble bandwidth(String identity) {
        try {
            return OptionalDouble.of(
                    Double.parseDouble(Files.readString(measured(identity)).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalDouble.empty(); // not measured, or not noted by us: then it is measured
        }
    }

    void noteBandwidth(String identity, double bytesPerSecond) {
        write(measured(identity), List.of(Double.toString(bytesPerSecond)));
    }

    private void write(Path file, List<String> lines) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "noted", ".part");
            Files.write(part, lines, StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // A folder that cannot be written, as in a container, costs the time of the same test again and no more.
        }
    }

    private Path measured(String identity) {
        return folder.resolve(name(identity) + ".bandwidth");
    }

    Path file(String identity) {
        return folder.resolve(name(identity) + ".txt");
    }

    private static String name(String identity) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
