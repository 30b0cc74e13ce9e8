package org.cria.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cria.cli.lab.ClassFiles;
import org.cria.kernels.Count;
import org.cria.kernels.lab.KernelLint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cria lab lint}: what TornadoVM gets wrong without a word. */
@Command(
        name = "lint",
        description = {
            "Finds in kernels what TornadoVM turns into wrong values without a word, or refuses, with the line and what to write"
                    + " instead. Nothing is run.",
            "FILE is a Java file, a class file, a folder of them, or a jar: of Cria's kernels or anybody's."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit code 0: nothing was found; 1: something was."})
final class LabLintCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to look at.")
    private List<Path> files = new ArrayList<>();

    @Override
    public Integer call() {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int count = 0;
        for (Path file : files) {
            List<String> found = KernelLint.check(ClassFiles.in(file));
            found.forEach(out::println);
            count += found.size();
        }
        out.flush();
        System.err.println(count == 0 ? "nothing was found" : Count.of(count, "finding"));
        return count == 0 ? 0 : 1;
    }
}
