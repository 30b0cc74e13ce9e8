package org.cria.cli.lab;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cria.kernels.Progress;
import org.cria.model.Model;
import org.cria.model.ModelOptions;
import org.cria.model.forward.Session;

/**
 * A program for a JVM that was started for TornadoVM: has a model answer, and again with each kernel and after it, and prints a line of
 * logits each time.
 */
public final class SwappedOnDevice {
    private static final int[] PROMPT = {1, 20, 30, 40, 50, 60, 70};

    private SwappedOnDevice() {}

    /** Takes the files of the model and of the kernels. */
    public static void main(String[] args) {
        ModelOptions options = ModelOptions.defaults().withDevice("tornado").withThreads(1);
        List<String> files = List.of(args);
        try (Model model = Model.open(Path.of(files.getFirst()), options);
                Session session = model.newSession()) {
            System.out.println(answer(session));
            for (String file : files.subList(1, files.size())) {
                model.kernels()
                        .use(
                                ProcessLoader.make()
                                        .load(KernelFiles.read(Path.of(file)))
                                        .kernel(),
                                "");
                System.out.println(answer(session));
                model.kernels().useStandard();
                System.out.println(answer(session));
            }
        }
        System.exit(0); // TornadoVM has threads that go on
    }

    private static String answer(Session session) {
        float[] prompt = session.prefill(PROMPT, Progress.NONE).orElseThrow().toArray();
        String all =
                Arrays.toString(prompt) + Arrays.toString(session.decode(100).toArray());
        return all.replaceAll("[\\[\\],]+", " ").strip();
    }
}
