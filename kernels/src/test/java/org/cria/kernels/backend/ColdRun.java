package org.cria.kernels.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;

/** Runs the same conversations again and again in a JVM that has compiled nothing yet, and says whether all were alike. */
final class ColdRun {
    private static final List<Format> FORMATS =
            List.of(Formats.F32, Formats.Q8_0, Formats.Q4_0, Formats.F16, Formats.Q5_1);

    private ColdRun() {}

    /**
     * Runs and compares; the exit status is 0 if all runs were alike.
     *
     * @param args the name of a contender
     */
    public static void main(String[] args) {
        Contender contender = Contender.all().stream()
                .filter(c -> c.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        List<Executable> executables = new ArrayList<>();
        List<Format> formats = FORMATS.stream().filter(contender::multiplies).toList();
        Format values = contender.keeps(Formats.Q8_0) ? Formats.Q8_0 : Formats.F16;
        for (Format format : formats) {
            executables.add(
                    contender.compile(SmallLlama.program(format, 11), new Settings(2, 16, Formats.F32, values)));
        }
        List<float[]> expected = new ArrayList<>();
        for (int run = 0; run < contender.coldRuns(); run++) {
            for (int i = 0; i < formats.size(); i++) {
                float[] logits = PromptRun.run(executables.get(i), 16, 21, 3);
                if (run == 0) {
                    expected.add(logits);
                } else if (!Arrays.equals(expected.get(i), logits)) {
                    System.out.println(formats.get(i).name() + " differs in run " + run);
                    System.exit(1);
                }
            }
        }
        executables.forEach(Executable::close);
        System.out.println("all runs alike");
    }
}
