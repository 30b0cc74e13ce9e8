package org.cria.cli.lab;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.cria.kernels.CriaException;
import org.cria.model.storage.FileFault;

/** Compiled code, wherever it is: in a Java file that is compiled for it, a class file, a folder of them, or a jar. */
public final class ClassFiles {
    private ClassFiles() {}

    /**
     * The class files in a place.
     *
     * @throws CriaException when there are none
     */
    public static Collection<byte[]> in(Path place) {
        if (place.toString().endsWith(".java")) {
            return ProcessLoader.make().compiled(KernelFiles.read(place)).values();
        }
        List<byte[]> found = new ArrayList<>();
        try {
            if (place.toString().endsWith(".jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    read(jar.getPath("/"), found);
                }
            } else {
                read(place, found);
            }
        } catch (IOException e) {
            throw new CriaException(place + ": cannot be read (" + FileFault.of(e) + ").", e);
        }
        if (found.isEmpty()) {
            throw new CriaException(
                    place + " holds no class files. Name a Java file, a class file, a folder or a jar.");
        }
        return found;
    }

    private static void read(Path place, List<byte[]> found) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            for (Path file :
                    all.filter(each -> each.toString().endsWith(".class")).toList()) {
                found.add(Files.readAllBytes(file));
            }
        }
    }
}
