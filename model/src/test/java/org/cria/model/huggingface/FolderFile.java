package org.cria.model.huggingface;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.model.family.Families;
import org.cria.model.family.ProgramRewrite;

/** Makes a file of a folder, for scripts. */
final class FolderFile {
    private FolderFile() {}

    /**
     * Writes the file.
     *
     * @param args the folder, then the file
     */
    public static void main(String[] args) throws IOException {
        try (ModelFolder folder = ModelFolder.open(Path.of(args[0]))) {
            folder.file(OutputType.F32, () -> {}, shapes -> Families.define(shapes, ProgramRewrite.NONE))
                    .write(Path.of(args[1]));
        }
    }
}
