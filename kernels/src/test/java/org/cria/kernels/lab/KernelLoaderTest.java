package org.cria.kernels.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelLoaderTest {
    @TempDir
    Path folder;

    @Test
    void nothingButTheFileIsCompiledWhereSourcesLieBesideClasses() throws IOException {
        Files.writeString(folder.resolve("Other.java"), "public class Other {}");
        KernelFile file = new KernelFile("Mine.java", "class Mine { Object other = null; }");
        assertEquals(Set.of("Mine"), loader().compiled(file).keySet());
        byte[] other = loader().compiled(new KernelFile("Other.java", "public class Other {}"))
                .get("Other");
        Files.write(folder.resolve("Other.class"), other);
        Files.setLastModifiedTime(folder.resolve("Other.class"), FileTime.fromMillis(0)); // the source is newer
        KernelFile uses = new KernelFile("Mine.java", "class Mine { Other other = new Other(); }");
        assertEquals(Set.of("Mine"), loader().compiled(uses).keySet());
    }

    private KernelLoader loader() {
        return new KernelLoader(List.of("-classpath", folder.toString()));
    }
}
